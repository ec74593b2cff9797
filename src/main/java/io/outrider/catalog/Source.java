package io.outrider.catalog;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Where a model's bytes may come from. All sources of one model have the same bytes. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
    @JsonSubTypes.Type(name = "local", value = Source.LocalFile.class),
    @JsonSubTypes.Type(name = "huggingface", value = Source.HuggingFaceFile.class),
    @JsonSubTypes.Type(name = "packages", value = Source.PythonPackages.class)
})
public sealed interface Source {

    /** One line for progress and errors. */
    String describe();

    /**
     * A file that is used where it lies.
     *
     * @param path absolute, or below the home folder with a leading {@code ~/}
     */
    record LocalFile(String path) implements Source {
        public LocalFile {
            Pins.text("path", path);
        }

        @Override
        public String describe() {
            return "the local file " + path;
        }
    }

    /**
     * A file of a Hugging Face repository.
     *
     * @param repository owner and name
     * @param revision branch, tag or commit
     * @param file path inside the repository
     */
    record HuggingFaceFile(String repository, String revision, String file) implements Source {
        public HuggingFaceFile {
            Pins.matches("repository", repository, "[\\w.-]+/[\\w.-]+");
            Pins.matches("revision", revision, "[\\w.-]+");
            Pins.matches("file", file, "[\\w.-]+(/[\\w.-]+)*");
        }

        @Override
        public String describe() {
            return "Hugging Face " + repository + ", file " + file;
        }

        /** Path of the file below an endpoint. */
        String resolvePath() {
            return repository + "/resolve/" + revision + "/" + file;
        }
    }

    /**
     * Slices of the file inside Python packages.
     *
     * @param name of the packages; {@code {n}} stands for the part's number, from 1
     * @param version of every part
     * @param parts number of parts
     * @param entry path of the slice inside the wheel; {@code {nn}} is the number with two digits
     * @param partBytes size of every part but the last, which has the rest
     */
    record PythonPackages(String name, String version, int parts, String entry, long partBytes)
            implements Source {
        public PythonPackages {
            Pins.matches("name", name, "[A-Za-z0-9][\\w.{}-]*");
            Pins.matches("version", version, "[\\w.]+");
            Pins.text("entry", entry);
            Pins.positive("parts", parts);
            Pins.positive("partBytes", partBytes);
            if (parts > 1 && !name.contains("{n}")) {
                throw new IllegalArgumentException("name needs {n} when there are several parts");
            }
        }

        @Override
        public String describe() {
            return "Python package"
                    + (parts == 1 ? " " + name : "s " + name(1) + " to " + name(parts))
                    + " "
                    + version;
        }

        String name(int part) {
            return numbered(name, part);
        }

        String entry(int part) {
            return numbered(entry, part);
        }

        private static String numbered(String pattern, int part) {
            return pattern.replace("{nn}", "%02d".formatted(part))
                    .replace("{n}", Integer.toString(part));
        }
    }
}
