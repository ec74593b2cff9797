package io.outrider.text.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The filters int, float, abs and round. */
final class Numbers {
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(?:\\d++(?:\\.\\d*+)?|\\.\\d++)(?:[eE][+-]?\\d{1,6})?");
    private static final int LONGEST = 1000;

    private Numbers() {}

    static Value integer(Value value, Arguments arguments) {
        Value otherwise = arguments.get(0, "default", Value.Whole.of(0));
        int base = arguments.integer(1, "base", 10);
        return switch (value) {
            case Value.Whole whole -> whole;
            case Value.Truth truth -> Value.Whole.of(truth == Value.Truth.TRUE ? 1 : 0);
            case Value.Real real -> truncated(real.value(), otherwise);
            case Text text -> {
                BigInteger parsed = parse(text.value(), base);
                if (parsed != null) {
                    yield new Value.Whole(parsed);
                }
                Double real = decimal(text.value());
                yield real == null ? otherwise : truncated(real, otherwise);
            }
            case Value.Undefined undefined -> throw undefined.failure();
            default -> otherwise;
        };
    }

    private static Value truncated(double value, Value otherwise) {
        if (!Double.isFinite(value)) {
            return otherwise;
        }
        return new Value.Whole(new BigDecimal(value).toBigInteger());
    }

    private static @Nullable BigInteger parse(String text, int base) {
        String digits = text.strip().replace("_", "");
        String lower = digits.toLowerCase(Locale.ROOT);
        boolean prefixed =
                (base == 16 && lower.startsWith("0x"))
                        || (base == 8 && lower.startsWith("0o"))
                        || (base == 2 && lower.startsWith("0b"));
        if (digits.length() > LONGEST || base < 2 || base > 36) {
            return null;
        }
        try {
            return new BigInteger(prefixed ? digits.substring(2) : digits, base);
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private static @Nullable Double decimal(String text) {
        String digits = text.strip();
        boolean fits = digits.length() <= LONGEST && DECIMAL.matcher(digits).matches();
        return fits ? Double.valueOf(digits) : null;
    }

    static Value real(Value value, Arguments arguments) {
        Value otherwise = arguments.get(0, "default", new Value.Real(0));
        if (Operators.isNumber(value)) {
            return new Value.Real(Operators.real(value));
        }
        if (value instanceof Value.Undefined undefined) {
            throw undefined.failure();
        }
        Double parsed = value instanceof Text text ? decimal(text.value()) : null;
        return parsed == null ? otherwise : new Value.Real(parsed);
    }

    static Value absolute(Value value) {
        BigInteger whole = Operators.whole(number(value));
        return whole == null
                ? new Value.Real(Math.abs(Operators.real(value)))
                : new Value.Whole(whole.abs());
    }

    static Value round(Value value, Arguments arguments) {
        int precision = Math.clamp(arguments.integer(0, "precision", 0), -400, 400);
        String method =
                arguments.find(1, "method") instanceof Text given ? given.value() : "common";
        boolean common = method.equals("common");
        BigInteger whole = Operators.whole(number(value));
        if (common && whole != null) {
            BigDecimal rounded =
                    new BigDecimal(whole).setScale(Math.min(0, precision), RoundingMode.HALF_EVEN);
            return new Value.Whole(rounded.toBigInteger());
        }
        double real = Operators.real(value);
        if (!Double.isFinite(real)) {
            return value;
        }
        if (common) {
            return new Value.Real(
                    new BigDecimal(real).setScale(precision, RoundingMode.HALF_EVEN).doubleValue());
        }
        double scale = Math.pow(10, precision);
        return new Value.Real(
                (method.equals("ceil") ? Math.ceil(real * scale) : Math.floor(real * scale))
                        / scale);
    }

    private static Value number(Value value) {
        if (value instanceof Value.Undefined undefined) {
            throw undefined.failure();
        }
        if (!Operators.isNumber(value)) {
            throw new TemplateException("a number is needed, not " + Python.type(value));
        }
        return value;
    }
}
