package io.outrider.openai;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.DoublePredicate;
import java.util.stream.Stream;

/**
 * An object's members, read one by one. A null counts as absent, a wrong type is refused with the
 * field's full name, and what nobody read is known at the end.
 */
final class Fields {
    private final String prefix;
    private final Map<String, Json> members;
    private final Set<String> read = new HashSet<>();

    private Fields(String prefix, Json.Members members) {
        this.prefix = prefix;
        this.members = members.byName();
    }

    static Fields of(Json.Members root) {
        return new Fields("", root);
    }

    /**
     * @param path of the object, such as {@code messages[0]}
     */
    static Fields at(String path, Json value) {
        if (value instanceof Json.Members object) {
            return new Fields(path + ".", object);
        }
        throw wrong(path, "an object", value);
    }

    /** The field's name as errors tell it. */
    String path(String name) {
        return prefix + name;
    }

    /** The value, unless it is absent or null. */
    Optional<Json> take(String name) {
        read.add(name);
        return Optional.ofNullable(members.get(name)).filter(each -> each != Json.Nothing.NULL);
    }

    /** Counts the field as read, whatever it holds. */
    void skip(String name) {
        read.add(name);
    }

    Optional<String> text(String name) {
        return take(name).map(value -> asText(path(name), value));
    }

    boolean flag(String name) {
        return take(name)
                .map(
                        value -> {
                            if (value instanceof Json.Flag flag) {
                                return flag.value();
                            }
                            throw wrong(path(name), "a boolean", value);
                        })
                .orElse(false);
    }

    Optional<List<Json>> items(String name) {
        return take(name)
                .map(
                        value -> {
                            if (value instanceof Json.Items items) {
                                return items.values();
                            }
                            throw wrong(path(name), "an array", value);
                        });
    }

    Optional<Fields> object(String name) {
        return take(name).map(value -> at(path(name), value));
    }

    OptionalInt integer(String name, int least, int most) {
        return take(name)
                .map(value -> OptionalInt.of(asInt(path(name), value, least, most)))
                .orElse(OptionalInt.empty());
    }

    /** Any integer of 64 bits, signed or not. */
    OptionalLong bits(String name) {
        return take(name)
                .map(value -> OptionalLong.of(asBits(path(name), value)))
                .orElse(OptionalLong.empty());
    }

    /**
     * @param rule the same in words: "must be ..."
     */
    OptionalDouble number(String name, DoublePredicate allowed, String rule) {
        return take(name)
                .map(value -> OptionalDouble.of(asDouble(path(name), value, allowed, rule)))
                .orElse(OptionalDouble.empty());
    }

    /** Full names of the members that nobody asked for. */
    Stream<String> unread() {
        return members.keySet().stream().filter(name -> !read.contains(name)).map(this::path);
    }

    static String asText(String path, Json value) {
        if (value instanceof Json.Text text) {
            return text.value();
        }
        throw wrong(path, "a string", value);
    }

    static int asInt(String path, Json value, int least, int most) {
        if (value instanceof Json.Numeral number && number.isInteger()) {
            OptionalLong exact = number.asLong();
            if (exact.isPresent() && exact.getAsLong() >= least && exact.getAsLong() <= most) {
                return (int) exact.getAsLong();
            }
            throw Unacceptable.value(
                    path, "'" + path + "' must be between " + least + " and " + most);
        }
        throw wrong(path, "an integer", value);
    }

    static double asDouble(String path, Json value, DoublePredicate allowed, String rule) {
        if (!(value instanceof Json.Numeral number)) {
            throw wrong(path, "a number", value);
        }
        OptionalDouble finite = number.asDouble();
        if (finite.isEmpty() || !allowed.test(finite.getAsDouble())) {
            throw Unacceptable.value(path, "'" + path + "' must be " + rule);
        }
        return finite.getAsDouble();
    }

    private static long asBits(String path, Json value) {
        if (!(value instanceof Json.Numeral number) || !number.isInteger()) {
            throw wrong(path, "an integer", value);
        }
        try {
            return number.digits().startsWith("-")
                    ? Long.parseLong(number.digits())
                    : Long.parseUnsignedLong(number.digits());
        } catch (NumberFormatException tooLarge) {
            throw Unacceptable.value(path, "'" + path + "' must fit into 64 bits");
        }
    }

    private static Unacceptable wrong(String path, String expected, Json got) {
        return Unacceptable.field(
                "invalid_type", path, "'" + path + "' must be " + expected + ", not " + got.kind());
    }
}
