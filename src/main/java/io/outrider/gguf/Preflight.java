package io.outrider.gguf;

import java.nio.file.Path;

/**
 * Decides from the header alone whether a model file may reach native code. Reads no tensor data;
 * blocks on the disk for some tens of milliseconds.
 *
 * <p>What it lets pass has: a sound structure ({@link GgufFile#read}), all parts of a split model,
 * tensors that follow each other without gap or overlap, a vocabulary without contradictions, and
 * architecture numbers on which llama.cpp does not assert. It does not promise that llama.cpp knows
 * the architecture or finds every tensor: that it reports itself, without ending the process.
 */
public final class Preflight {
    private Preflight() {}

    /**
     * Checks a model.
     *
     * @param path a GGUF file; of a split model, its first part
     * @return its header; of a split model, that of the first part
     * @throws GgufException if anything is wrong; one line that says what, and what to do
     */
    public static GgufFile check(Path path) {
        GgufFile file = GgufFile.read(path);
        TensorDirectory.check(file);
        SplitParts.check(file);
        ArchitectureNumbers.check(file);
        Vocabulary.check(file);
        return file;
    }
}
