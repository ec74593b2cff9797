package io.outrider.cli.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One streamed answer. Times are milliseconds from the start of its turn, to a tenth.
 *
 * @param prompt number of its prompt in the workload
 * @param promptTokens as the server counts them, template included
 * @param tokens of the answer, as the server counts them
 * @param finish why it ended
 * @param sent when the request was
 * @param arrivals of the chunks with text; a chunk may hold several tokens
 */
record StreamRun(
        int prompt,
        int promptTokens,
        int tokens,
        String finish,
        double sent,
        List<Double> arrivals) {

    /** Chunks closer than this came out of one pass: a burst. */
    static final double BURST = 2;

    private static final JsonMapper JSON = new JsonMapper();

    StreamRun {
        arrivals = List.copyOf(arrivals);
    }

    /**
     * Reads a chat stream with usage.
     *
     * @param sent in seconds, on the clock of the answer
     * @throws IOException if it is an error, did not end properly, or has no text or usage
     */
    static StreamRun of(int prompt, double sent, Answer answer) throws IOException {
        if (answer.status() != 200) {
            throw new IOException("the server answered " + answer.status() + " " + answer.text());
        }
        List<Double> arrivals = new ArrayList<>();
        int promptTokens = 0;
        int tokens = 0;
        String finish = "";
        boolean done = false;
        for (Answer.Event event : answer.events()) {
            if (event.data().equals("[DONE]")) {
                done = true;
                continue;
            }
            JsonNode chunk = parse(event.data());
            if (chunk.has("error")) {
                throw new IOException("the server answered " + event.data());
            }
            JsonNode choice = chunk.path("choices").path(0);
            if (!choice.path("delta").path("content").asText("").isEmpty()) {
                arrivals.add(milliseconds(event.seconds()));
            }
            finish = choice.path("finish_reason").asText(finish);
            promptTokens = chunk.path("usage").path("prompt_tokens").asInt(promptTokens);
            tokens = chunk.path("usage").path("completion_tokens").asInt(tokens);
        }
        if (!done || arrivals.isEmpty() || tokens == 0) {
            throw new IOException("no whole stream of text came back: " + answer.text());
        }
        return new StreamRun(prompt, promptTokens, tokens, finish, milliseconds(sent), arrivals);
    }

    private static JsonNode parse(String data) throws IOException {
        try {
            return JSON.readTree(data);
        } catch (JsonProcessingException garbled) {
            throw new IOException("an event holds no JSON: " + data, garbled);
        }
    }

    private static double milliseconds(double seconds) {
        return Math.round(seconds * 1e4) / 10.0;
    }

    double first() {
        return arrivals.getFirst();
    }

    double last() {
        return arrivals.getLast();
    }

    /** Milliseconds from the request to the first text. */
    double patience() {
        return first() - sent;
    }

    /** Tokens a second after the first; 0 if everything came at once. */
    double rate() {
        return last() > first() ? (tokens - 1) * 1e3 / (last() - first()) : 0;
    }

    /** Milliseconds from the start of a burst to the start of the next. */
    List<Double> gaps() {
        List<Double> gaps = new ArrayList<>();
        double burst = first();
        double before = first();
        for (double arrival : arrivals) {
            if (arrival - before > BURST) {
                gaps.add(arrival - burst);
                burst = arrival;
            }
            before = arrival;
        }
        return gaps;
    }
}
