package io.outrider.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one JSON object out of raw bytes and lets nothing doubtful pass: no malformed UTF-8, no
 * half characters, no repeated keys, no trailing bytes, no deep or huge trees. Numbers are not
 * computed, so that a million digits cost no more than their bytes.
 */
final class StrictJson {
    private static final int DEEPEST = 64;
    private static final int MOST_VALUES = 300_000;

    /** An object takes a hundred times the memory of the bytes it was written with. */
    private static final int MOST_CONTAINERS = 20_000;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    /** NaN is let through the parser only to be refused with its field's name. */
    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNumberLength(Integer.MAX_VALUE)
                                    .maxStringLength(Integer.MAX_VALUE)
                                    .maxNameLength(Integer.MAX_VALUE)
                                    .build())
                    .build();

    private final JsonParser parser;
    private int values;
    private int containers;

    private StrictJson(JsonParser parser) {
        this.parser = parser;
    }

    /** The object that these bytes are. */
    static Json.Members read(byte[] body) {
        CharBuffer text = decode(body);
        if (text.hasRemaining() && text.get(text.position()) == BYTE_ORDER_MARK) {
            text.get();
        }
        try (JsonParser parser =
                FACTORY.createParser(
                        text.array(), text.arrayOffset() + text.position(), text.remaining())) {
            return new StrictJson(parser).document();
        } catch (JsonProcessingException malformed) {
            throw malformed(malformed);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static CharBuffer decode(byte[] body) {
        try {
            // A new decoder reports malformed input; String's constructor would repair it.
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException malformed) {
            throw Unacceptable.body("invalid_encoding", "the body is not valid UTF-8");
        }
    }

    private static Unacceptable malformed(JsonProcessingException error) {
        var where = error.getLocation();
        String at =
                where == null
                        ? ""
                        : " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")";
        return Unacceptable.body("invalid_json", "the body is not valid JSON" + at);
    }

    private Json.Members document() throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw Unacceptable.body("invalid_json", "the body is empty; a JSON object is expected");
        }
        if (first != JsonToken.START_OBJECT) {
            throw Unacceptable.body("invalid_json", "the body must be a JSON object");
        }
        Json.Members object = members(1);
        if (parser.nextToken() != null) {
            throw Unacceptable.body("invalid_json", "the body goes on after its JSON object");
        }
        return object;
    }

    private Json value(int depth) throws IOException {
        if (++values > MOST_VALUES) {
            throw Unacceptable.body(
                    "json_too_complex", "the body has more than " + MOST_VALUES + " values");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> members(depth + 1);
            case START_ARRAY -> items(depth + 1);
            case VALUE_STRING -> new Json.Text(whole(parser.getText()));
            case VALUE_NUMBER_INT -> new Json.Numeral(parser.getText());
            case VALUE_NUMBER_FLOAT -> number(parser.getText());
            case VALUE_TRUE -> new Json.Flag(true);
            case VALUE_FALSE -> new Json.Flag(false);
            case VALUE_NULL -> Json.Nothing.NULL;
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                    throw Unacceptable.body("invalid_json", "the body is not valid JSON");
        };
    }

    private Json.Members members(int depth) throws IOException {
        limit(depth);
        Map<String, Json> members = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = whole(parser.currentName());
            if (members.containsKey(name)) {
                throw Unacceptable.field(
                        "duplicate_key", path(), "the key '" + path() + "' appears twice");
            }
            parser.nextToken();
            members.put(name, value(depth));
        }
        return members.isEmpty() ? Json.Members.NONE : new Json.Members(members);
    }

    private Json.Items items(int depth) throws IOException {
        limit(depth);
        List<Json> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(depth));
        }
        return items.isEmpty() ? Json.Items.NONE : new Json.Items(items);
    }

    private void limit(int depth) {
        if (++containers > MOST_CONTAINERS) {
            throw Unacceptable.body(
                    "json_too_complex",
                    "the body has more than " + MOST_CONTAINERS + " objects and arrays");
        }
        if (depth > DEEPEST) {
            throw Unacceptable.body(
                    "json_too_deep", "the body is nested more than " + DEEPEST + " levels deep");
        }
    }

    private Json number(String text) {
        char last = text.charAt(text.length() - 1);
        if (last < '0' || last > '9') {
            throw Unacceptable.value(path(), "'" + path() + "' must be a finite number");
        }
        return new Json.Numeral(text);
    }

    private static String whole(String text) {
        // A code point that is still a surrogate has lost its other half.
        if (text.codePoints()
                .anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw Unacceptable.body(
                    "invalid_encoding", "the body contains half of a surrogate pair");
        }
        return text;
    }

    /** Where the parser stands, such as {@code messages[0].content}; bounded and printable. */
    private String path() {
        StringBuilder path = new StringBuilder();
        for (JsonStreamContext at = parser.getParsingContext();
                at != null && !at.inRoot();
                at = at.getParent()) {
            if (at.inArray()) {
                path.insert(0, "[" + at.getCurrentIndex() + "]");
            } else if (at.getCurrentName() != null) {
                path.insert(0, "." + at.getCurrentName());
            }
        }
        return Clean.name(path.substring(path.isEmpty() || path.charAt(0) != '.' ? 0 : 1));
    }
}
