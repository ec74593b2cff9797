package io.outrider.text.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's two ways to fill values into a string: the operator % and the method format. */
final class Formatting {
    private static final Pattern PERCENT =
            Pattern.compile("%(?:\\((\\w*)\\))?([-0+ #]*)(\\d{0,4})(?:\\.(\\d{1,3}))?([a-zA-Z%])");
    private static final Pattern BRACES =
            Pattern.compile(
                    "\\{\\{|}}|\\{(\\w*)(?:!([rs]))?(?::(0?)(\\d{0,4})(?:\\.(\\d{1,3}))?([dfsxX]?))?}");

    private Formatting() {}

    static Value percent(Text format, Value right, Budget budget) {
        List<Value> values =
                right instanceof Sequence tuple && tuple.kind() == Sequence.Kind.TUPLE
                        ? tuple.items()
                        : List.of(right);
        TextBuilder out = new TextBuilder(budget);
        Matcher matcher = PERCENT.matcher(format.value());
        int from = 0;
        int next = 0;
        while (matcher.find()) {
            refuse(format, from, matcher.start(), "%");
            out.append(format.cut(from, matcher.start()));
            from = matcher.end();
            String kind = matcher.group(5);
            if (kind.equals("%")) {
                out.append("%");
                continue;
            }
            Value value;
            if (matcher.group(1) != null && right instanceof Dict dict) {
                value = dict.get(matcher.group(1));
            } else {
                value = next < values.size() ? values.get(next++) : null;
            }
            if (value == null) {
                throw new TemplateException("not enough arguments for a format string");
            }
            String flags = matcher.group(2);
            Text text = one(value, kind, matcher.group(4), budget);
            String side = flags.contains("-") ? "ljust" : flags.contains("0") ? "zfill" : "rjust";
            out.append(pad(text, side, matcher.group(3), budget));
        }
        refuse(format, from, format.length(), "%");
        if (next < values.size() && !(right instanceof Dict)) {
            throw new TemplateException("not all arguments fit into a format string");
        }
        return out.append(format.cut(from, format.length())).toText();
    }

    static Value braces(Text format, Arguments arguments, Budget budget) {
        TextBuilder out = new TextBuilder(budget);
        Matcher matcher = BRACES.matcher(format.value());
        int from = 0;
        int next = 0;
        while (matcher.find()) {
            refuse(format, from, matcher.start(), "{}");
            out.append(format.cut(from, matcher.start()));
            from = matcher.end();
            if (matcher.group(1) == null) {
                out.append(format.cut(matcher.start(), matcher.start() + 1));
                continue;
            }
            String field = matcher.group(1);
            int index = -1;
            if (field.isEmpty()) {
                index = next++;
            } else if (field.length() < 4 && field.chars().allMatch(c -> c >= '0' && c <= '9')) {
                index = Integer.parseInt(field);
            }
            Value value =
                    index < 0 || index >= arguments.positional().size()
                            ? arguments.named().get(field)
                            : arguments.positional().get(index);
            if (value == null) {
                throw new TemplateException("no argument for {" + field + "} of a format string");
            }
            String kind = matcher.group(6) == null ? "" : matcher.group(6);
            boolean real = value instanceof Value.Real && matcher.group(5) != null;
            String conversion = "r".equals(matcher.group(2)) ? "r" : real ? "f" : kind;
            Text text =
                    one(value, conversion.isEmpty() ? "s" : conversion, matcher.group(5), budget);
            boolean number = Operators.isNumber(value);
            String side = "0".equals(matcher.group(3)) ? "zfill" : number ? "rjust" : "ljust";
            out.append(pad(text, side, matcher.group(4) == null ? "" : matcher.group(4), budget));
        }
        refuse(format, from, format.length(), "{}");
        return out.append(format.cut(from, format.length())).toText();
    }

    /** What stands between recognised fields must not hold the start of an unrecognised one. */
    private static void refuse(Text format, int from, int to, String signs) {
        for (int i = from; i < to; i++) {
            if (signs.indexOf(format.value().charAt(i)) >= 0) {
                throw new TemplateException("format string is not supported: " + format);
            }
        }
    }

    private static Text pad(Text text, String side, String width, Budget budget) {
        if (width.isEmpty()) {
            return text;
        }
        Arguments arguments = Arguments.of(Value.Whole.of(Integer.parseInt(width)));
        return new TextMethods(budget).pad(text, side, arguments);
    }

    private static Text one(Value value, String kind, @Nullable String precision, Budget budget) {
        return switch (kind) {
            case "s" -> {
                Text text = Python.string(value, budget);
                int length = text.codePoints();
                int most = precision == null ? length : Integer.parseInt(precision);
                yield text.cut(0, text.offset(Math.min(length, most)));
            }
            case "r" -> Python.repr(value, budget);
            case "d", "i" -> Text.template(integer(value).toString());
            case "x" -> Text.template(integer(value).toString(16));
            case "X" -> Text.template(integer(value).toString(16).toUpperCase(Locale.ROOT));
            case "f" -> {
                if (!Operators.isNumber(value)) {
                    throw new TemplateException(
                            "a number is needed here, not " + Python.type(value));
                }
                double number = Operators.real(value);
                int digits = precision == null ? 6 : Integer.parseInt(precision);
                yield Double.isFinite(number)
                        ? Text.template(
                                new BigDecimal(number)
                                        .setScale(digits, RoundingMode.HALF_EVEN)
                                        .toPlainString())
                        : Text.template(Python.real(number));
            }
            default -> throw new TemplateException("format %" + kind + " is not supported");
        };
    }

    private static BigInteger integer(Value value) {
        BigInteger whole = Operators.whole(value);
        if (whole != null) {
            return whole;
        }
        if (value instanceof Value.Real real && Double.isFinite(real.value())) {
            return new BigDecimal(real.value()).toBigInteger();
        }
        throw new TemplateException("an integer is needed here, not " + Python.type(value));
    }
}
