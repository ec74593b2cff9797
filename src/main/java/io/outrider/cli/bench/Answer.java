package io.outrider.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * An HTTP/1.1 answer, read out of the bytes that came: status line, header fields, and a body that
 * is chunked, of a stated length, or as long as the connection (RFC 9112, sections 6 and 7).
 */
public final class Answer {
    private final Arrivals raw;
    private final int status;

    /** The body, and where in the raw bytes each of its bytes stands. */
    private final byte[] body;

    private final int[] origins;
    private int length;

    private Answer(Arrivals raw, int status) {
        this.raw = raw;
        this.status = status;
        this.body = new byte[raw.size()];
        this.origins = new int[raw.size()];
    }

    /**
     * One server-sent event.
     *
     * @param seconds when its line was complete
     * @param data without the field's name
     */
    record Event(double seconds, String data) {}

    /**
     * Parses a whole answer.
     *
     * @throws IOException if it is no HTTP, or broke off
     */
    static Answer of(Arrivals raw) throws IOException {
        int at = 0;
        List<String> head = new ArrayList<>();
        while (true) {
            int end = lineEnd(raw, at);
            String line = text(raw, at, end);
            at = end + 1;
            if (line.isEmpty()) {
                break;
            }
            head.add(line);
        }
        Answer answer = new Answer(raw, status(head));
        if (field(head, "transfer-encoding").contains("chunked")) {
            answer.chunks(at);
        } else {
            String stated = field(head, "content-length");
            int size = stated.isEmpty() ? raw.size() - at : Integer.parseInt(stated);
            answer.take(at, size);
        }
        return answer;
    }

    private static int status(List<String> head) throws IOException {
        String[] words = head.isEmpty() ? new String[0] : head.getFirst().split(" ", 3);
        if (words.length < 2 || !words[0].startsWith("HTTP/1.")) {
            throw new IOException("this is no HTTP answer: " + head);
        }
        return Integer.parseInt(words[1]);
    }

    private static String field(List<String> head, String name) {
        return head.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip().toLowerCase(Locale.ROOT))
                .findFirst()
                .orElse("");
    }

    private void chunks(int from) throws IOException {
        int at = from;
        while (true) {
            int end = lineEnd(raw, at);
            int size = Integer.parseInt(text(raw, at, end).split(";", 2)[0].strip(), 16);
            if (size == 0) {
                return;
            }
            take(end + 1, size);
            at = lineEnd(raw, end + 1 + size) + 1;
        }
    }

    private void take(int from, int size) throws IOException {
        if (from + size > raw.size()) {
            throw new IOException("the answer broke off after " + raw.size() + " bytes");
        }
        for (int index = from; index < from + size; index++) {
            body[length] = raw.at(index);
            origins[length++] = index;
        }
    }

    private static int lineEnd(Arrivals raw, int from) throws IOException {
        for (int index = from; index < raw.size(); index++) {
            if (raw.at(index) == '\n') {
                return index;
            }
        }
        throw new IOException("the answer broke off after " + raw.size() + " bytes");
    }

    private static String text(Arrivals raw, int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int index = from; index < to; index++) {
            text.append((char) (raw.at(index) & 0xff));
        }
        return text.toString().strip();
    }

    public int status() {
        return status;
    }

    public String text() {
        return new String(body, 0, length, StandardCharsets.UTF_8);
    }

    /** Events in order; comments and fields other than {@code data} are passed over. */
    List<Event> events() {
        List<Event> events = new ArrayList<>();
        int start = 0;
        for (int index = 0; index < length; index++) {
            if (body[index] == '\n') {
                String line =
                        new String(Arrays.copyOfRange(body, start, index), StandardCharsets.UTF_8);
                if (line.startsWith("data:")) {
                    events.add(new Event(raw.seconds(origins[index]), line.substring(5).strip()));
                }
                start = index + 1;
            }
        }
        return events;
    }
}
