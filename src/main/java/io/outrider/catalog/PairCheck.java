package io.outrider.catalog;

import io.outrider.gguf.GgufFile;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Whether a draft model may ride ahead of a target: a token id has to mean the same text to both.
 * Vocabularies may differ in size, since many families pad them; the ids that both have decide.
 */
public final class PairCheck {

    private static final int SHOWN = 5;
    private static final int SHOWN_CHARACTERS = 40;
    private static final List<String> SPECIAL = List.of("bos", "eos", "eot", "padding");

    /** What came of it. */
    public sealed interface Result {}

    /**
     * The pair can speculate.
     *
     * @param commonVocabulary ids below this mean the same to both; drafts stay below it
     */
    public record Compatible(int commonVocabulary) implements Result {}

    /**
     * The pair cannot speculate.
     *
     * @param reasons for people, at least one
     */
    public record Incompatible(List<String> reasons) implements Result {
        public Incompatible {
            reasons = List.copyOf(reasons);
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("an incompatible pair has a reason");
            }
        }

        /** Every reason, and what to do. */
        public String message() {
            return "This draft model cannot ride ahead of this target:%n  - %s%n%s"
                    .formatted(
                            String.join("%n  - ".formatted(), reasons),
                            "Use a draft of the target's own family and generation, or leave the"
                                    + " draft out and serve the target alone.");
        }
    }

    private PairCheck() {}

    /** Compares two files by their headers; reads no tensor. */
    public static Result of(GgufFile target, GgufFile draft) {
        List<String> reasons = new ArrayList<>();
        compareTypes(target, draft, reasons);
        List<String> targetTokens = target.strings("tokenizer.ggml.tokens").orElse(List.of());
        List<String> draftTokens = draft.strings("tokenizer.ggml.tokens").orElse(List.of());
        int common = Math.min(targetTokens.size(), draftTokens.size());
        if (common == 0) {
            reasons.add(
                    "%s has no list of tokens"
                            .formatted(targetTokens.isEmpty() ? "the target" : "the draft"));
        }
        compareTokens(targetTokens, draftTokens, common, reasons);
        for (String name : SPECIAL) {
            compareSpecial(target, draft, name, reasons);
        }
        return reasons.isEmpty() ? new Compatible(common) : new Incompatible(reasons);
    }

    private static void compareTypes(GgufFile target, GgufFile draft, List<String> reasons) {
        String targetType = target.string("tokenizer.ggml.model").orElse("none");
        String draftType = draft.string("tokenizer.ggml.model").orElse("none");
        if (!targetType.equals(draftType)) {
            reasons.add(
                    "the target's tokenizer is of type %s, the draft's of type %s"
                            .formatted(clean(targetType), clean(draftType)));
        }
    }

    private static void compareTokens(
            List<String> target, List<String> draft, int common, List<String> reasons) {
        List<String> shown = new ArrayList<>();
        int differing = 0;
        for (int id = 0; id < common; id++) {
            String targetText = target.get(id);
            String draftText = draft.get(id);
            if (!targetText.equals(draftText)) {
                differing++;
                if (shown.size() < SHOWN) {
                    shown.add(
                            "%d is '%s' and '%s'"
                                    .formatted(id, clean(targetText), clean(draftText)));
                }
            }
        }
        if (differing > 0) {
            reasons.add(
                    "%d of %d token ids mean different text to target and draft: %s%s"
                            .formatted(
                                    differing,
                                    common,
                                    String.join("; ", shown),
                                    differing > SHOWN ? "; ..." : ""));
        }
    }

    private static void compareSpecial(
            GgufFile target, GgufFile draft, String name, List<String> reasons) {
        OptionalLong targetId = target.integer("tokenizer.ggml." + name + "_token_id");
        OptionalLong draftId = draft.integer("tokenizer.ggml." + name + "_token_id");
        if (targetId.isPresent() && draftId.isPresent() && !targetId.equals(draftId)) {
            reasons.add(
                    "the %s token is %d for the target and %d for the draft"
                            .formatted(name, targetId.getAsLong(), draftId.getAsLong()));
        }
    }

    /**
     * A token's text comes from a file of unknown origin: no control characters, no endless line.
     */
    private static String clean(String text) {
        String visible = text.replaceAll("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", "\u00b7");
        return visible.length() <= SHOWN_CHARACTERS
                ? visible
                : visible.substring(0, SHOWN_CHARACTERS) + "...";
    }
}
