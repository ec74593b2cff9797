package io.outrider.text.jinja;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Attributes and items: {@code a.b} tries Python's methods first, {@code a['b']} items first. */
final class Attributes {
    private Attributes() {}

    static Value attribute(Value target, String name, Budget budget) {
        Value method = method(target, name, budget);
        if (method != null) {
            return method;
        }
        Value found = target instanceof Dict dict ? dict.get(name) : null;
        return found != null ? found : missing(target, name);
    }

    static Value item(Value target, Value index, Budget budget) {
        Value found = target instanceof Dict dict && hashable(index) ? dict.get(index) : null;
        if (found != null) {
            return found;
        }
        BigInteger at = Operators.whole(index);
        if (at != null && target instanceof Sequence sequence) {
            int position = position(at, sequence.size());
            return position < 0
                    ? new Value.Undefined("list index out of range")
                    : sequence.items().get(position);
        }
        if (at != null && target instanceof Text text) {
            return character(text, at, budget);
        }
        if (index instanceof Text name) {
            Value method = method(target, name.value(), budget);
            return method != null ? method : missing(target, name.value());
        }
        return missing(target, Python.string(index, budget).value());
    }

    private static Value character(Text text, BigInteger at, Budget budget) {
        budget.charge(text.length());
        int position = position(at, text.codePoints());
        if (position < 0) {
            return new Value.Undefined("string index out of range");
        }
        int offset = text.offset(position);
        int width = Character.charCount(text.value().codePointAt(offset));
        return text.cut(offset, offset + width);
    }

    private static boolean hashable(Value index) {
        return !(index instanceof Dict
                || index instanceof Value.Undefined
                || (index instanceof Sequence list && list.kind() == Sequence.Kind.LIST));
    }

    private static int position(BigInteger index, int size) {
        int at = new Value.Whole(index).clamped();
        long counted = at < 0 ? (long) at + size : at;
        return counted >= 0 && counted < size ? (int) counted : -1;
    }

    private static @Nullable Value method(Value target, String name, Budget budget) {
        return switch (target) {
            case Text text when TextMethods.NAMES.contains(name) ->
                    new Value.Function(
                            name, arguments -> new TextMethods(budget).call(text, name, arguments));
            case Dict dict when DictMethods.NAMES.contains(name) ->
                    new Value.Function(name, arguments -> DictMethods.call(dict, name, arguments));
            case Sequence sequence when ListMethods.NAMES.contains(name) ->
                    new Value.Function(
                            name, arguments -> ListMethods.call(sequence, name, arguments, budget));
            case Namespace namespace -> namespace.get(name);
            case Loop loop -> loop.attribute(name);
            default -> null;
        };
    }

    private static Value missing(Value target, String name) {
        if (target instanceof Value.Undefined undefined) {
            throw undefined.failure();
        }
        return new Value.Undefined(Python.type(target) + " has no attribute '" + name + "'");
    }
}
