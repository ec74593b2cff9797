package io.outrider.gguf;

import java.util.EnumSet;
import java.util.Set;

/**
 * The tensors of one file. Their types are ones that llama.cpp computes with: it ends the process
 * over a norm or a bias that is not F32, and over weights in a type that exists for intermediate
 * results only (tried with v0.5.0: every type on every kind of tensor, in child processes). Tensors
 * follow each other in directory order, each at the next multiple of the alignment. That is the
 * only layout llama.cpp reads (gguf.cpp), and it rules out overlaps.
 */
final class TensorDirectory {
    private static final Set<TensorType> NOT_FOR_WEIGHTS =
            EnumSet.of(
                    TensorType.Q8_1,
                    TensorType.Q8_K,
                    TensorType.I8,
                    TensorType.I16,
                    TensorType.I32,
                    TensorType.I64,
                    TensorType.F64);

    private TensorDirectory() {}

    static void check(GgufFile file) {
        long expected = 0;
        String before = "";
        for (GgufTensor tensor : file.tensors()) {
            checkType(file, tensor);
            if (tensor.offset() != expected) {
                throw file.trouble(trouble(tensor, before, expected));
            }
            long end = Math.addExact(tensor.offset(), tensor.byteSize());
            expected = HeaderReader.padded(end, file.alignment());
            before = tensor.name();
        }
    }

    private static void checkType(GgufFile file, GgufTensor tensor) {
        if (NOT_FOR_WEIGHTS.contains(tensor.type())) {
            throw file.trouble(
                    "tensor "
                            + Printable.quoted(tensor.name())
                            + " is "
                            + tensor.type()
                            + ", which llama.cpp cannot compute with; get another conversion");
        }
        boolean vector = tensor.shape().size() == 1 || tensor.name().endsWith("norm.weight");
        if (vector && tensor.type() != TensorType.F32) {
            throw file.trouble(
                    "tensor "
                            + Printable.quoted(tensor.name())
                            + " is "
                            + tensor.type()
                            + "; norms and biases have to be F32: get another conversion");
        }
    }

    private static String trouble(GgufTensor tensor, String before, long expected) {
        String after = before.isEmpty() ? "the first" : "after " + Printable.quoted(before);
        String fault =
                tensor.offset() < expected ? "overlaps what stands before it" : "leaves a gap";
        return "tensor "
                + Printable.quoted(tensor.name())
                + " "
                + fault
                + ": "
                + after
                + ", it belongs at byte "
                + expected
                + " of the data, not at "
                + tensor.offset()
                + "; the file is damaged: download it again";
    }
}
