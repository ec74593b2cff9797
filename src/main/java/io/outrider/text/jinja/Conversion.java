package io.outrider.text.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** From JSON-like Java values to the template's own; every rendering gets fresh copies. */
final class Conversion {
    private static final int DEEPEST = 100;

    private final Function<String, Text> mark;

    private Conversion(Function<String, Text> mark) {
        this.mark = mark;
    }

    /** Strings, keys included, are the user's. */
    static Value user(@Nullable Object value) {
        return new Conversion(Text::user).convert(value, 0);
    }

    /** Strings are as good as the template's own. */
    static Value trusted(@Nullable Object value) {
        return new Conversion(Text::template).convert(value, 0);
    }

    private Value convert(@Nullable Object value, int depth) {
        if (depth > DEEPEST) {
            throw new TemplateException("values nest too deeply");
        }
        return switch (value) {
            case null -> Value.Nothing.NONE;
            case String text -> mark.apply(text);
            case Boolean truth -> Value.Truth.of(truth);
            case Byte number -> Value.Whole.of(number);
            case Short number -> Value.Whole.of(number);
            case Integer number -> Value.Whole.of(number);
            case Long number -> Value.Whole.of(number);
            case BigInteger number -> new Value.Whole(number);
            case Float number -> new Value.Real(number);
            case Double number -> new Value.Real(number);
            case BigDecimal number -> new Value.Real(number.doubleValue());
            case Iterable<?> items -> {
                List<Value> converted = new ArrayList<>();
                for (Object item : items) {
                    converted.add(convert(item, depth + 1));
                }
                yield Sequence.list(converted);
            }
            case Map<?, ?> map -> {
                Dict dict = new Dict();
                map.forEach(
                        (key, item) ->
                                dict.put(
                                        mark.apply(String.valueOf(key)), convert(item, depth + 1)));
                yield dict;
            }
            default ->
                    throw new TemplateException(
                            "a template cannot use a " + value.getClass().getSimpleName());
        };
    }
}
