package io.outrider.gguf;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The parts of a model that was split into {@code name-00001-of-0000N.gguf} and so on. llama.cpp
 * takes the first and finds the others by name; each says which it is, counted from 0.
 */
final class SplitParts {
    private static final String COUNT = "split.count";
    private static final String NUMBER = "split.no";
    private static final String TENSORS = "split.tensors.count";
    private static final int MOST_PARTS = 9_999;
    private static final int MOST_NAMED = 5;
    private static final Pattern NAME = Pattern.compile("(.*)-(\\d{5})-of-(\\d{5})\\.gguf");

    private final GgufFile first;
    private final int count;
    private final String prefix;

    private SplitParts(GgufFile first, int count, String prefix) {
        this.first = first;
        this.count = count;
        this.prefix = prefix;
    }

    /** Passes a file that is not split, and the first of parts that are all there and agree. */
    static void check(GgufFile file) {
        long count = file.integer(COUNT).orElse(1);
        if (count < 0 || count > MOST_PARTS) {
            throw file.trouble("damaged: says it has " + count + " parts; download it again");
        }
        if (count <= 1) {
            if (file.tensors().isEmpty()) {
                throw noTensors(file);
            }
            return;
        }
        SplitParts parts = new SplitParts(file, (int) count, prefix(file, (int) count));
        parts.checkAllThere();
        parts.checkAgreement();
    }

    /** Bytes of the file, and of the other parts when it is the first of several. */
    static long bytes(GgufFile file) {
        int count = (int) file.integer(COUNT).orElse(1);
        long bytes = file.fileSize();
        if (count > 1) {
            SplitParts parts = new SplitParts(file, count, prefix(file, count));
            for (int i = 1; i < count; i++) {
                bytes += GgufFile.read(parts.path(i)).fileSize();
            }
        }
        return bytes;
    }

    private static String prefix(GgufFile file, int count) {
        long number = file.integer(NUMBER).orElse(-1);
        if (number < 0 || number >= count) {
            throw file.trouble(
                    "damaged: "
                            + NUMBER
                            + " is "
                            + number
                            + " in a model of "
                            + count
                            + " parts; download it again");
        }
        Path name = file.path().getFileName();
        Matcher matcher = NAME.matcher(name == null ? "" : name.toString());
        boolean named =
                matcher.matches()
                        && Integer.parseInt(matcher.group(2)) == number + 1
                        && Integer.parseInt(matcher.group(3)) == count;
        if (!named) {
            throw file.trouble(
                    "is part "
                            + (number + 1)
                            + " of "
                            + count
                            + ", so its name has to end in "
                            + ending((int) number, count)
                            + "; give all parts the names they had");
        }
        String prefix = matcher.group(1);
        if (number > 0) {
            throw file.trouble(
                    "is part "
                            + (number + 1)
                            + " of "
                            + count
                            + "; give the first part, "
                            + Printable.quoted(prefix + ending(0, count))
                            + ", instead");
        }
        return prefix;
    }

    private static String ending(int number, int count) {
        return String.format(Locale.ROOT, "-%05d-of-%05d.gguf", number + 1, count);
    }

    private Path path(int number) {
        return first.path().resolveSibling(prefix + ending(number, count));
    }

    private void checkAllThere() {
        List<String> missing = new ArrayList<>();
        for (int i = 1; i < count; i++) {
            if (!Files.isRegularFile(path(i))) {
                missing.add(Printable.quoted(prefix + ending(i, count)));
            }
        }
        if (!missing.isEmpty()) {
            String more =
                    missing.size() > MOST_NAMED
                            ? " and " + (missing.size() - MOST_NAMED) + " more"
                            : "";
            throw first.trouble(
                    "is the first of "
                            + count
                            + " parts, and of these "
                            + String.join(
                                    ", ", missing.subList(0, Math.min(MOST_NAMED, missing.size())))
                            + more
                            + (missing.size() == 1 ? " is" : " are")
                            + " missing; download them into the same folder");
        }
    }

    private void checkAgreement() {
        Set<String> names = new HashSet<>();
        long promised = tensorCount(first);
        for (int i = 0; i < count; i++) {
            GgufFile part = i == 0 ? first : GgufFile.read(path(i));
            TensorDirectory.check(part);
            boolean agrees =
                    part.integer(COUNT).equals(OptionalLong.of(count))
                            && part.integer(NUMBER).equals(OptionalLong.of(i))
                            && tensorCount(part) == promised;
            if (!agrees) {
                throw part.trouble(
                        "does not belong to "
                                + Printable.quoted(prefix + ending(0, count))
                                + " (another number of parts or tensors); download all parts again");
            }
            for (GgufTensor tensor : part.tensors()) {
                if (!names.add(tensor.name())) {
                    throw part.trouble(
                            "tensor "
                                    + Printable.quoted(tensor.name())
                                    + " is also in an earlier part; download all parts again");
                }
            }
        }
        if (names.isEmpty()) {
            throw noTensors(first);
        }
        if (names.size() != promised) {
            throw first.trouble(
                    "the parts hold "
                            + names.size()
                            + " tensors, not the "
                            + promised
                            + " promised; download all parts again");
        }
    }

    private static long tensorCount(GgufFile part) {
        return part.integer(TENSORS)
                .orElseThrow(
                        () ->
                                part.trouble(
                                        "is part of a split model and lacks "
                                                + TENSORS
                                                + "; download it again"));
    }

    private static GgufException noTensors(GgufFile file) {
        return file.trouble("holds no tensors (a vocabulary alone, perhaps); get the whole model");
    }
}
