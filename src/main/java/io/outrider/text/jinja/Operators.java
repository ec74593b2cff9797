package io.outrider.text.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Truth, equality, order and membership, as Python defines them. */
final class Operators {
    private static final int DEEPEST = 200;

    /** Order of strings by code point. */
    static final Comparator<String> BY_CODE_POINT =
            (a, b) -> {
                int length = Math.min(a.length(), b.length());
                for (int i = 0; i < length; i++) {
                    char x = a.charAt(i);
                    char y = b.charAt(i);
                    if (x != y) {
                        boolean both = Character.isSurrogate(x) == Character.isSurrogate(y);
                        return both ? x - y : Character.isSurrogate(x) ? 1 : -1;
                    }
                }
                return a.length() - b.length();
            };

    private Operators() {}

    enum Arithmetic {
        PLUS("+"),
        MINUS("-"),
        TIMES("*"),
        DIVIDE("/"),
        FLOOR_DIVIDE("//"),
        REMAINDER("%"),
        POWER("**");

        private final String symbol;

        Arithmetic(String symbol) {
            this.symbol = symbol;
        }

        String symbol() {
            return symbol;
        }

        static Arithmetic of(String symbol) {
            for (Arithmetic operator : values()) {
                if (operator.symbol.equals(symbol)) {
                    return operator;
                }
            }
            throw new IllegalArgumentException(symbol);
        }
    }

    enum Relation {
        EQUAL("=="),
        NOT_EQUAL("!="),
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">="),
        IN("in"),
        NOT_IN("not in");

        private final String symbol;

        Relation(String symbol) {
            this.symbol = symbol;
        }

        static @Nullable Relation of(String symbol) {
            for (Relation relation : values()) {
                if (relation.symbol.equals(symbol)) {
                    return relation;
                }
            }
            return null;
        }
    }

    static boolean holds(Relation relation, Value left, Value right, Budget budget) {
        return switch (relation) {
            case EQUAL -> equal(left, right, 0, budget);
            case NOT_EQUAL -> !equal(left, right, 0, budget);
            case LESS -> compare(left, right, budget) < 0;
            case LESS_OR_EQUAL -> compare(left, right, budget) <= 0;
            case GREATER -> compare(left, right, budget) > 0;
            case GREATER_OR_EQUAL -> compare(left, right, budget) >= 0;
            case IN -> contains(right, left, budget);
            case NOT_IN -> !contains(right, left, budget);
        };
    }

    static boolean truth(Value value) {
        return switch (value) {
            case Value.Undefined undefined -> false;
            case Value.Nothing nothing -> false;
            case Value.Truth truth -> truth == Value.Truth.TRUE;
            case Value.Whole whole -> whole.value().signum() != 0;
            case Value.Real real -> real.value() != 0;
            case Text text -> !text.isEmpty();
            case Sequence sequence -> !sequence.items().isEmpty();
            case Dict dict -> dict.size() > 0;
            case Namespace namespace -> true;
            case Loop loop -> true;
            case Value.Function function -> true;
        };
    }

    static boolean equal(Value left, Value right, Budget budget) {
        return equal(left, right, 0, budget);
    }

    private static boolean equal(Value left, Value right, int depth, Budget budget) {
        budget.step();
        if (depth > DEEPEST) {
            throw new TemplateException("values nest too deeply to compare");
        }
        return switch (left) {
            case Text text -> {
                budget.charge(text.length());
                yield text.equals(right);
            }
            case Value.Undefined undefined -> right instanceof Value.Undefined;
            case Value.Truth truth -> isNumber(right) && order(left, right) == 0;
            case Value.Whole whole -> isNumber(right) && order(left, right) == 0;
            case Value.Real real ->
                    isNumber(right) && !Double.isNaN(real.value()) && order(left, right) == 0;
            case Sequence list ->
                    right instanceof Sequence other
                            && list.kind() == other.kind()
                            && equalItems(list.items(), other.items(), depth + 1, budget);
            case Dict dict ->
                    right instanceof Dict other && equalEntries(dict, other, depth + 1, budget);
            case Value.Nothing nothing -> right == nothing;
            case Namespace namespace -> right == namespace;
            case Loop loop -> right == loop;
            case Value.Function function -> function.equals(right);
        };
    }

    private static boolean equalItems(
            List<Value> left, List<Value> right, int depth, Budget budget) {
        if (left.size() != right.size()) {
            return false;
        }
        Iterator<Value> others = right.iterator();
        for (Value item : left) {
            if (!equal(item, others.next(), depth, budget)) {
                return false;
            }
        }
        return true;
    }

    private static boolean equalEntries(Dict left, Dict right, int depth, Budget budget) {
        if (left.size() != right.size()) {
            return false;
        }
        for (Dict.Entry entry : left.entries()) {
            Value other = right.get(entry.key());
            if (other == null || !equal(entry.value(), other, depth, budget)) {
                return false;
            }
        }
        return true;
    }

    static int compare(Value left, Value right, Budget budget) {
        return compare(left, right, 0, budget);
    }

    private static int compare(Value left, Value right, int depth, Budget budget) {
        budget.step();
        if (left instanceof Value.Undefined undefined) {
            throw undefined.failure();
        }
        if (right instanceof Value.Undefined undefined) {
            throw undefined.failure();
        }
        if (left instanceof Text a && right instanceof Text b) {
            budget.charge(a.length());
            return BY_CODE_POINT.compare(a.value(), b.value());
        }
        if (isNumber(left) && isNumber(right)) {
            return order(left, right);
        }
        if (depth < DEEPEST
                && left instanceof Sequence a
                && right instanceof Sequence b
                && a.kind() == b.kind()) {
            int size = Math.min(a.size(), b.size());
            for (int i = 0; i < size; i++) {
                if (!equal(a.items().get(i), b.items().get(i), depth, budget)) {
                    return compare(a.items().get(i), b.items().get(i), depth + 1, budget);
                }
            }
            return a.size() - b.size();
        }
        throw new TemplateException(
                "cannot order " + Python.type(left) + " and " + Python.type(right));
    }

    static boolean contains(Value container, Value item, Budget budget) {
        return switch (container) {
            case Text text when item instanceof Text part -> {
                budget.search(text.length(), part.length());
                yield text.value().contains(part.value());
            }
            case Sequence sequence -> {
                for (Value candidate : sequence.items()) {
                    if (equal(candidate, item, 0, budget)) {
                        yield true;
                    }
                }
                yield false;
            }
            case Dict dict -> dict.contains(item);
            case Value.Undefined undefined -> false;
            default ->
                    throw new TemplateException(
                            "cannot look for "
                                    + Python.type(item)
                                    + " in "
                                    + Python.type(container));
        };
    }

    static boolean isNumber(Value value) {
        return value instanceof Value.Whole
                || value instanceof Value.Real
                || value instanceof Value.Truth;
    }

    /** The value as an integer if its type is int or bool. */
    static @Nullable BigInteger whole(Value value) {
        return switch (value) {
            case Value.Whole whole -> whole.value();
            case Value.Truth truth -> truth == Value.Truth.TRUE ? BigInteger.ONE : BigInteger.ZERO;
            default -> null;
        };
    }

    static double real(Value number) {
        BigInteger whole = whole(number);
        return whole == null ? ((Value.Real) number).value() : whole.doubleValue();
    }

    private static int order(Value left, Value right) {
        BigInteger a = whole(left);
        BigInteger b = whole(right);
        if (a != null && b != null) {
            return a.compareTo(b);
        }
        double x = real(left);
        double y = real(right);
        if (Double.isNaN(x) || Double.isNaN(y)) {
            return 1;
        }
        if (Double.isInfinite(x) || Double.isInfinite(y)) {
            return Double.compare(x, y);
        }
        return exact(a, x).compareTo(exact(b, y));
    }

    private static BigDecimal exact(@Nullable BigInteger whole, double real) {
        return whole == null ? new BigDecimal(real) : new BigDecimal(whole);
    }
}
