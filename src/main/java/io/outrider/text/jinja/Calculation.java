package io.outrider.text.jinja;

import io.outrider.text.jinja.Operators.Arithmetic;
import io.outrider.text.jinja.Value.Real;
import io.outrider.text.jinja.Value.Whole;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** The binary operators, as Python defines them for numbers, strings and lists. */
final class Calculation {
    private Calculation() {}

    static Value apply(Arithmetic operator, Value left, Value right, Budget budget) {
        if (left instanceof Value.Undefined undefined) {
            throw undefined.failure();
        }
        if (operator == Arithmetic.REMAINDER && left instanceof Text format) {
            return Formatting.percent(format, right, budget);
        }
        if (right instanceof Value.Undefined undefined) {
            throw undefined.failure();
        }
        if (operator == Arithmetic.PLUS) {
            if (left instanceof Text head && right instanceof Text tail) {
                return new TextBuilder(budget).append(head).append(tail).toText();
            }
            if (left instanceof Sequence head
                    && right instanceof Sequence tail
                    && head.kind() == tail.kind()) {
                budget.elements((long) head.size() + tail.size());
                List<Value> all = new ArrayList<>(head.items());
                all.addAll(tail.items());
                return new Sequence(all, head.kind());
            }
        }
        BigInteger a = Operators.whole(left);
        BigInteger b = Operators.whole(right);
        if (operator == Arithmetic.TIMES) {
            if (repeatable(left) && b != null) {
                return repeat(left, new Whole(b).clamped(), budget);
            }
            if (repeatable(right) && a != null) {
                return repeat(right, new Whole(a).clamped(), budget);
            }
        }
        if (!Operators.isNumber(left) || !Operators.isNumber(right)) {
            throw new TemplateException(
                    "operator "
                            + operator.symbol()
                            + " does not fit "
                            + Python.type(left)
                            + " and "
                            + Python.type(right));
        }
        if (a != null && b != null && operator != Arithmetic.DIVIDE) {
            return whole(operator, a, b);
        }
        return real(operator, Operators.real(left), Operators.real(right));
    }

    private static boolean repeatable(Value value) {
        return value instanceof Text || value instanceof Sequence;
    }

    private static Value repeat(Value value, int count, Budget budget) {
        long times = Math.max(0, count);
        if (value instanceof Text text) {
            budget.characters(text.length() * times);
            TextBuilder builder = new TextBuilder(budget);
            for (long i = 0; i < times && !text.isEmpty(); i++) {
                builder.append(text);
            }
            return builder.toText();
        }
        Sequence sequence = (Sequence) value;
        budget.elements(sequence.size() * times);
        List<Value> all = new ArrayList<>();
        for (long i = 0; i < times && sequence.size() > 0; i++) {
            all.addAll(sequence.items());
        }
        return new Sequence(all, sequence.kind());
    }

    private static Value whole(Arithmetic operator, BigInteger a, BigInteger b) {
        return switch (operator) {
            case PLUS -> new Whole(a.add(b));
            case MINUS -> new Whole(a.subtract(b));
            case TIMES -> new Whole(a.multiply(b));
            case DIVIDE -> real(operator, a.doubleValue(), b.doubleValue());
            case FLOOR_DIVIDE -> {
                BigInteger[] parts = a.divideAndRemainder(divisor(b));
                boolean down = parts[1].signum() != 0 && parts[1].signum() != b.signum();
                yield new Whole(down ? parts[0].subtract(BigInteger.ONE) : parts[0]);
            }
            case REMAINDER -> {
                BigInteger rest = a.remainder(divisor(b));
                boolean other = rest.signum() != 0 && rest.signum() != b.signum();
                yield new Whole(other ? rest.add(b) : rest);
            }
            case POWER -> {
                if (b.signum() < 0) {
                    yield real(operator, a.doubleValue(), b.doubleValue());
                }
                yield new Whole(bounded(a, b));
            }
        };
    }

    private static BigInteger bounded(BigInteger base, BigInteger exponent) {
        if (exponent.bitLength() > 12 || base.bitLength() * exponent.intValue() > 8192) {
            throw new TemplateException("a number is too large");
        }
        return base.pow(exponent.intValue());
    }

    private static BigInteger divisor(BigInteger b) {
        if (b.signum() == 0) {
            throw new TemplateException("division by zero");
        }
        return b;
    }

    private static Value real(Arithmetic operator, double a, double b) {
        boolean divides =
                operator == Arithmetic.DIVIDE
                        || operator == Arithmetic.FLOOR_DIVIDE
                        || operator == Arithmetic.REMAINDER;
        if (divides && b == 0) {
            throw new TemplateException("division by zero");
        }
        return new Real(
                switch (operator) {
                    case PLUS -> a + b;
                    case MINUS -> a - b;
                    case TIMES -> a * b;
                    case DIVIDE -> a / b;
                    case FLOOR_DIVIDE -> Math.floor(a / b);
                    case REMAINDER -> {
                        double rest = a % b;
                        yield rest != 0 && rest < 0 != b < 0 ? rest + b : rest;
                    }
                    case POWER -> Math.pow(a, b);
                });
    }

    static Value signed(Arithmetic operator, Value value) {
        if (value instanceof Value.Undefined undefined) {
            throw undefined.failure();
        }
        if (!Operators.isNumber(value)) {
            throw new TemplateException("bad operand for a sign: " + Python.type(value));
        }
        BigInteger whole = Operators.whole(value);
        boolean minus = operator == Arithmetic.MINUS;
        if (whole != null) {
            return new Whole(minus ? whole.negate() : whole);
        }
        return new Real(minus ? -Operators.real(value) : Operators.real(value));
    }
}
