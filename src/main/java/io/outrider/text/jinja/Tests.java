package io.outrider.text.jinja;

import io.outrider.text.jinja.Operators.Relation;
import java.math.BigInteger;

/** What may stand behind {@code is}. */
final class Tests {
    private final Budget budget;

    Tests(Budget budget) {
        this.budget = budget;
    }

    boolean holds(String name, Value value, Arguments arguments) {
        return switch (name) {
            case "defined" -> !(value instanceof Value.Undefined);
            case "undefined" -> value instanceof Value.Undefined;
            case "none" -> value == Value.Nothing.NONE;
            case "string" -> value instanceof Text;
            case "mapping" -> value instanceof Dict;
            case "boolean" -> value instanceof Value.Truth;
            case "true" -> value == Value.Truth.TRUE;
            case "false" -> value == Value.Truth.FALSE;
            case "number" -> Operators.isNumber(value);
            case "integer" -> value instanceof Value.Whole;
            case "float" -> value instanceof Value.Real;
            case "callable" -> value instanceof Value.Function;
            case "iterable", "sequence" -> isSequence(value);
            case "lower" -> cased(value, "islower");
            case "upper" -> cased(value, "isupper");
            case "even" -> !whole(value).testBit(0);
            case "odd" -> whole(value).testBit(0);
            case "divisibleby" -> {
                BigInteger divisor = whole(arguments.require(0, "num"));
                if (divisor.signum() == 0) {
                    throw new TemplateException("division by zero");
                }
                yield whole(value).remainder(divisor).signum() == 0;
            }
            case "sameas" -> same(value, arguments.require(0, "other"));
            case "in" -> Operators.holds(Relation.IN, value, arguments.require(0, "seq"), budget);
            case "equalto", "eq", "==" -> related(Relation.EQUAL, value, arguments);
            case "ne", "!=" -> related(Relation.NOT_EQUAL, value, arguments);
            case "lt", "lessthan", "<" -> related(Relation.LESS, value, arguments);
            case "le", "<=" -> related(Relation.LESS_OR_EQUAL, value, arguments);
            case "gt", "greaterthan", ">" -> related(Relation.GREATER, value, arguments);
            case "ge", ">=" -> related(Relation.GREATER_OR_EQUAL, value, arguments);
            default -> throw new TemplateException("test '" + name + "' is not supported");
        };
    }

    private boolean related(Relation relation, Value value, Arguments arguments) {
        return Operators.holds(relation, value, arguments.require(0, "other"), budget);
    }

    /** An undefined value counts as an empty sequence, as in Jinja. */
    private static boolean isSequence(Value value) {
        return value instanceof Text
                || value instanceof Sequence
                || value instanceof Dict
                || value instanceof Value.Undefined;
    }

    private boolean cased(Value value, String method) {
        Text text = Python.string(value, budget);
        return Operators.truth(new TextMethods(budget).call(text, method, Arguments.NONE));
    }

    private static BigInteger whole(Value value) {
        BigInteger whole = Operators.whole(value);
        if (whole == null) {
            throw new TemplateException("an integer is needed, not " + Python.type(value));
        }
        return whole;
    }

    private boolean same(Value value, Value other) {
        return value.getClass() == other.getClass() && Operators.equal(value, other, budget);
    }
}
