package io.outrider.text.jinja;

import java.math.BigDecimal;
import java.math.MathContext;

/** How Python writes values as text: str() and repr(). */
final class Python {
    private static final int DEEPEST = 100;

    private Python() {}

    static String type(Value value) {
        return switch (value) {
            case Text text -> "'str'";
            case Value.Undefined undefined -> "'undefined'";
            case Value.Nothing nothing -> "'NoneType'";
            case Value.Truth truth -> "'bool'";
            case Value.Whole whole -> "'int'";
            case Value.Real real -> "'float'";
            case Sequence sequence -> sequence.kind() == Sequence.Kind.LIST ? "'list'" : "'tuple'";
            case Dict dict -> "'dict'";
            case Namespace namespace -> "'namespace'";
            case Loop loop -> "'loop'";
            case Value.Function function -> "'function'";
        };
    }

    /** str(value); a container with anything from a user in it is the user's as a whole. */
    static Text string(Value value, Budget budget) {
        return switch (value) {
            case Text text -> text;
            case Value.Undefined undefined -> Text.EMPTY;
            default -> {
                Printout out = new Printout(budget);
                out.write(value, 0);
                yield out.toText();
            }
        };
    }

    static Text repr(Value value, Budget budget) {
        Printout out = new Printout(budget);
        out.write(value, 0);
        return out.toText();
    }

    /** repr(float): the shortest digits, with an exponent below 1e-4 and from 1e16 on. */
    static String real(double value) {
        if (Double.isNaN(value)) {
            return "nan";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = shortest(value);
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = shortest.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        String digits = shortest.unscaledValue().abs().toString();
        String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
        String sign = exponent < 0 ? "-" : "+";
        String power = Math.abs(exponent) < 10 ? "0" : "";
        return (value < 0 ? "-" : "")
                + digits.charAt(0)
                + fraction
                + "e"
                + sign
                + power
                + Math.abs(exponent);
    }

    private static BigDecimal shortest(double value) {
        BigDecimal digits = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        // Java never writes fewer than two digits: 4.9E-324 where Python has 5e-324.
        BigDecimal one = digits.round(new MathContext(1));
        return one.doubleValue() == value ? one : digits;
    }

    private static final class Printout {
        private final TextBuilder out;
        private boolean user;

        Printout(Budget budget) {
            out = new TextBuilder(budget);
        }

        Text toText() {
            Text text = out.toText();
            return user ? Text.user(text.value()) : text;
        }

        void write(Value value, int depth) {
            if (depth > DEEPEST) {
                throw new TemplateException("values nest too deeply to print");
            }
            switch (value) {
                case Text text -> {
                    user |= text.touchesUser();
                    quote(text.value());
                }
                case Value.Undefined undefined -> out.append("Undefined");
                case Value.Nothing nothing -> out.append("None");
                case Value.Truth truth -> out.append(truth == Value.Truth.TRUE ? "True" : "False");
                case Value.Whole whole -> out.append(whole.value().toString());
                case Value.Real real -> out.append(real(real.value()));
                case Sequence sequence -> list(sequence, depth);
                case Dict dict -> dict(dict, depth);
                case Namespace namespace -> out.append("<Namespace>");
                case Loop loop -> out.append("<LoopContext>");
                case Value.Function function -> out.append("<function " + function.name() + ">");
            }
        }

        private void list(Sequence sequence, int depth) {
            boolean tuple = sequence.kind() == Sequence.Kind.TUPLE;
            out.append(tuple ? "(" : "[");
            String separator = "";
            for (Value item : sequence.items()) {
                out.append(separator);
                write(item, depth + 1);
                separator = ", ";
            }
            out.append(tuple ? sequence.size() == 1 ? ",)" : ")" : "]");
        }

        private void dict(Dict dict, int depth) {
            out.append("{");
            String separator = "";
            for (Dict.Entry entry : dict.entries()) {
                out.append(separator);
                write(entry.key(), depth + 1);
                out.append(": ");
                write(entry.value(), depth + 1);
                separator = ", ";
            }
            out.append("}");
        }

        private void quote(String text) {
            char mark = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
            StringBuilder quoted = new StringBuilder().append(mark);
            text.codePoints().forEach(c -> escape(c, mark, quoted));
            out.append(quoted.append(mark).toString());
        }

        private static void escape(int c, char mark, StringBuilder quoted) {
            switch (c) {
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c == mark) {
                        quoted.append('\\').append(mark);
                    } else if (c == ' ' || isPrintable(c)) {
                        quoted.appendCodePoint(c);
                    } else if (c <= 0xff) {
                        quoted.append(String.format("\\x%02x", c));
                    } else if (c <= 0xffff) {
                        quoted.append(String.format("\\u%04x", c));
                    } else {
                        quoted.append(String.format("\\U%08x", c));
                    }
                }
            }
        }

        private static boolean isPrintable(int c) {
            return switch (Character.getType(c)) {
                case Character.CONTROL,
                        Character.FORMAT,
                        Character.SURROGATE,
                        Character.PRIVATE_USE,
                        Character.UNASSIGNED,
                        Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR,
                        Character.SPACE_SEPARATOR ->
                        false;
                default -> true;
            };
        }
    }
}
