package io.outrider.cli.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.outrider.catalog.CacheFolder;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What is asked: at least eight different prompts of each workload, one for each stream. */
final class Prompts {
    private static final String RESOURCE = "/bench/prompts.yaml";

    private final Map<Workload, List<String>> texts;
    private final String longText;

    private Prompts(Map<Workload, List<String>> texts, String longText) {
        this.texts = texts;
        this.longText = longText;
    }

    /** HumanEval's and our own. */
    static Prompts load(CacheFolder cache) throws IOException {
        return of(HumanEval.prompts(cache));
    }

    /**
     * @param functions beginnings of functions, for {@link Workload#CODE}
     */
    static Prompts of(List<String> functions) throws IOException {
        JsonNode own;
        try (InputStream in = Prompts.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new FileNotFoundException("the program lacks " + RESOURCE);
            }
            own = new ObjectMapper(new YAMLFactory()).readTree(in);
        }
        Map<Workload, List<String>> texts = new EnumMap<>(Workload.class);
        texts.put(
                Workload.CODE,
                functions.stream()
                        .map(
                                function ->
                                        "Complete this Python function. Reply with the whole"
                                                + " function, then explain it step by step.\n\n```python\n"
                                                + function.strip()
                                                + "\n```")
                        .toList());
        List<String> edits = new ArrayList<>();
        for (JsonNode edit : own.required("edit")) {
            edits.add(
                    edit.required("change").asText().strip()
                            + " Reply with the whole file and nothing else.\n\n```\n"
                            + edit.required("file").asText().strip()
                            + "\n```");
        }
        texts.put(Workload.EDIT, edits);
        texts.put(Workload.CHAT, strings(own.required("chat"), ""));
        texts.put(
                Workload.SUMMARY,
                strings(
                        own.required("summary"),
                        "Summarise this text for a busy reader in about 150 words.\n\n"));
        texts.put(Workload.MATHS, strings(own.required("maths"), ""));
        List<String> together = strings(own.required("summary"), "");
        return new Prompts(
                texts,
                "Say in one sentence what these notes have in common.\n\n"
                        + String.join("\n\n", together.subList(0, 5)));
    }

    private static List<String> strings(JsonNode list, String before) {
        List<String> strings = new ArrayList<>();
        list.forEach(each -> strings.add(before + each.asText().strip()));
        return strings;
    }

    List<String> of(Workload workload) {
        return texts.getOrDefault(workload, List.of());
    }

    /** Number of a stream's prompt: its own in every repetition, and others in the next. */
    int number(Cell cell, int repetition, int stream) {
        return (repetition * cell.streams() + stream) % of(cell.workload()).size();
    }

    /** A prompt of some 1,400 tokens. */
    String longText() {
        return longText;
    }

    /** For telling whether they are still the same; the same in every run of the program. */
    int fingerprint() {
        int hash = longText.hashCode();
        for (Workload workload : Workload.values()) {
            hash = 31 * hash + of(workload).hashCode();
        }
        return hash;
    }
}
