package io.outrider.text;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts a prompt so that nothing a user wrote, alone or together with its surroundings, becomes a
 * special token. Immutable.
 *
 * <p>Only the texts of special tokens that touch a user's characters are cut out; all else stays
 * joined across pieces, because a tokenizer merges characters over such borders and the model was
 * trained on the joined text.
 */
public final class SpecialText {

    /**
     * A stretch to tokenize on its own.
     *
     * @param parseSpecial whether texts of special tokens in it become special tokens
     */
    public record Segment(String text, boolean parseSpecial) {}

    private static final class Node {
        final Map<Character, Node> next = new HashMap<>();
        boolean end;
    }

    private final Node root = new Node();

    /**
     * @param specialTexts as the tokenizer lists them; empty ones are ignored
     */
    public SpecialText(List<String> specialTexts) {
        for (String text : specialTexts) {
            Node node = root;
            for (int i = 0; i < text.length(); i++) {
                node = node.next.computeIfAbsent(text.charAt(i), c -> new Node());
            }
            node.end = node != root;
        }
    }

    /** Segments in order, none empty, whose texts joined are the pieces' texts joined. */
    public List<Segment> split(List<Piece> pieces) {
        StringBuilder joined = new StringBuilder();
        BitSet user = new BitSet();
        for (Piece piece : pieces) {
            int start = joined.length();
            joined.append(piece.text());
            if (piece.source() == Piece.Source.USER) {
                user.set(start, joined.length());
            }
        }
        return segments(joined.toString(), plain(joined.toString(), user));
    }

    /** Characters that belong to a special text with a user's share, and to none without. */
    private BitSet plain(String text, BitSet user) {
        BitSet plain = new BitSet();
        BitSet meant = new BitSet();
        for (int start = 0; start < text.length(); start++) {
            Node node = root.next.get(text.charAt(start));
            for (int end = start + 1; node != null; end++) {
                if (node.end) {
                    int touched = user.nextSetBit(start);
                    boolean fromUser = touched >= 0 && touched < end;
                    (fromUser ? plain : meant).set(start, end);
                }
                node = end < text.length() ? node.next.get(text.charAt(end)) : null;
            }
        }
        plain.andNot(meant);
        return plain;
    }

    private static List<Segment> segments(String text, BitSet plain) {
        List<Segment> segments = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            boolean parse = !plain.get(from);
            int border = parse ? plain.nextSetBit(from) : plain.nextClearBit(from);
            int to = border < 0 ? text.length() : Math.min(border, text.length());
            segments.add(new Segment(text.substring(from, to), parse));
            from = to;
        }
        return segments;
    }
}
