package io.outrider.gguf;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The numbers from which llama.cpp sizes its arrays and on which it asserts: there, positive, and
 * of an order of magnitude that a model can have. The limits are llama.cpp's own where it has one
 * (512 layers, 512 experts), else some ten times what has been seen.
 *
 * <p>Found by loading some 800 changed copies of a small model in child processes of v0.5.0: no
 * layers or too many, experts that do not add up, layers without key heads, an epsilon that is
 * negative or not a number, too many prediction layers and an unknown kind of rope scaling all
 * ended the process.
 */
final class ArchitectureNumbers {
    private static final long MOST_LAYERS = 512;
    private static final long MOST_EXPERTS = 512;
    private static final long MOST_HEADS = 4_096;
    private static final long LONGEST_CONTEXT = 1L << 28;
    private static final long WIDEST = 1L << 20;
    private static final String DO = "; the file is damaged or badly converted: get another one";

    /** The architectures in which some layers have no attention and say so with 0 heads. */
    private static final Set<String> MIXED =
            Set.of(
                    "deci",
                    "falcon-h1",
                    "granitehybrid",
                    "jamba",
                    "kimi-linear",
                    "lfm2",
                    "lfm2moe",
                    "nemotron_h",
                    "nemotron_h_moe",
                    "plamo2",
                    "plamo3",
                    "qwen35",
                    "qwen35moe",
                    "qwen3next");

    private static final Set<String> ROPE_SCALINGS = Set.of("none", "linear", "yarn", "longrope");

    private final GgufFile file;
    private final String architecture;

    private ArchitectureNumbers(GgufFile file) {
        this.file = file;
        this.architecture = file.architecture();
    }

    static void check(GgufFile file) {
        ArchitectureNumbers numbers = new ArchitectureNumbers(file);
        numbers.checkName();
        numbers.checkSizes();
        numbers.checkHeads();
        numbers.checkExperts();
        numbers.checkReals();
        numbers.checkFileType();
    }

    private void checkName() {
        if (!architecture.matches("[A-Za-z0-9_.-]{1,64}")) {
            throw file.trouble("names the architecture " + Printable.quoted(architecture) + DO);
        }
    }

    private void checkSizes() {
        required("block_count", MOST_LAYERS);
        required("context_length", LONGEST_CONTEXT);
        required("embedding_length", WIDEST);
        perLayer("feed_forward_length", 0, 16 * WIDEST);
        checkPredictionLayers();
        optional("rope.dimension_count", 1, WIDEST);
        optional("attention.key_length", 1, WIDEST);
        optional("attention.value_length", 1, WIDEST);
    }

    private void checkHeads() {
        int least = MIXED.contains(architecture) ? 0 : 1;
        long heads = perLayer("attention.head_count", least, MOST_HEADS);
        if (heads == 0) {
            throw file.trouble("lacks " + key("attention.head_count") + DO);
        }
        perLayer("attention.head_count_kv", least, heads);
        OptionalLong scalar = scalar("attention.head_count");
        OptionalLong shared = scalar("attention.head_count_kv");
        if (scalar.isPresent()
                && shared.isPresent()
                && scalar.getAsLong() % shared.getAsLong() != 0) {
            throw file.trouble(
                    key("attention.head_count")
                            + " is "
                            + scalar.getAsLong()
                            + ", not a multiple of head_count_kv "
                            + shared.getAsLong()
                            + DO);
        }
    }

    private void checkExperts() {
        long experts = optional("expert_count", 0, MOST_EXPERTS);
        long used = optional("expert_used_count", 0, MOST_EXPERTS);
        if (used > experts || (experts > 0 && used == 0)) {
            throw file.trouble("uses " + used + " of " + experts + " experts" + DO);
        }
    }

    private void required(String name, long most) {
        if (file.value(key(name)).isEmpty()) {
            throw file.trouble("lacks " + key(name) + DO);
        }
        optional(name, 1, most);
    }

    private long optional(String name, long least, long most) {
        OptionalLong value = file.integer(key(name));
        if (value.isEmpty()) {
            return 0;
        }
        return inRange(name, value.getAsLong(), least, most);
    }

    private void checkPredictionLayers() {
        long layers = file.integer(key("block_count")).orElse(0);
        optional("nextn_predict_layers", 0, layers - 1);
    }

    private void checkReals() {
        for (String name : List.of("layer_norm_rms_epsilon", "layer_norm_epsilon")) {
            double epsilon = file.real(key("attention." + name)).orElse(0);
            if (!(epsilon >= 0 && epsilon <= 1)) {
                throw file.trouble(
                        key("attention." + name) + " is " + epsilon + ", not from 0 to 1" + DO);
            }
        }
        String scaling = file.string(key("rope.scaling.type")).orElse("none");
        if (!ROPE_SCALINGS.contains(scaling)) {
            throw file.trouble(
                    key("rope.scaling.type")
                            + " is "
                            + Printable.quoted(scaling)
                            + ", known are none, linear, yarn and longrope"
                            + DO);
        }
    }

    // llama.cpp b4916 asserts the type when it describes the model.
    private void checkFileType() {
        GgufValue type = file.value("general.file_type").orElse(GgufValue.uint32(0));
        if (type.type() != ValueType.UINT32) {
            throw file.trouble("general.file_type is not a UINT32 but " + type.type() + DO);
        }
    }

    /** The largest of one number or one per layer; of the latter one at least is positive. */
    private long perLayer(String name, int least, long most) {
        Optional<GgufValue> value = file.value(key(name));
        if (value.isEmpty() || !(value.get() instanceof GgufValue.Numbers)) {
            return optional(name, 1, most);
        }
        int[] layers = file.ints(key(name)).orElseThrow();
        long largest = 0;
        for (int layer : layers) {
            largest = Math.max(largest, inRange(name, layer, least, most));
        }
        if (layers.length != scalar("block_count").orElse(0)) {
            throw file.trouble(
                    key(name) + " has " + layers.length + " numbers, not one per layer" + DO);
        }
        return inRange(name, largest, 1, most);
    }

    private OptionalLong scalar(String name) {
        return file.value(key(name)).orElse(GgufValue.flag(false)) instanceof GgufValue.Whole
                ? file.integer(key(name))
                : OptionalLong.empty();
    }

    private long inRange(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw file.trouble(
                    key(name) + " is " + value + ", not from " + least + " to " + most + DO);
        }
        return value;
    }

    private String key(String name) {
        return architecture + "." + name;
    }
}
