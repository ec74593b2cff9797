package io.outrider.text.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The arguments of a call, filter or test, evaluated. */
record Arguments(List<Value> positional, Map<String, Value> named) {
    static final Arguments NONE = new Arguments(List.of(), Map.of());

    static Arguments of(Value... positional) {
        return new Arguments(List.of(positional), Map.of());
    }

    boolean isEmpty() {
        return positional.isEmpty() && named.isEmpty();
    }

    /** A parameter by position or, failing that, by name. */
    @Nullable Value find(int index, String name) {
        return index < positional.size() ? positional.get(index) : named.get(name);
    }

    Value get(int index, String name, Value otherwise) {
        Value found = find(index, name);
        return found == null ? otherwise : found;
    }

    Value require(int index, String name) {
        Value found = find(index, name);
        if (found == null) {
            throw new TemplateException("missing argument '" + name + "'");
        }
        return found;
    }

    Text text(int index, String name) {
        if (require(index, name) instanceof Text text) {
            return text;
        }
        throw mismatch(name, "a string");
    }

    int integer(int index, String name, int otherwise) {
        Value found = find(index, name);
        return switch (found) {
            case null -> otherwise;
            case Value.Whole whole -> whole.clamped();
            case Value.Truth truth -> truth == Value.Truth.TRUE ? 1 : 0;
            default -> throw mismatch(name, "an integer");
        };
    }

    boolean truth(int index, String name) {
        Value found = find(index, name);
        return found != null && Operators.truth(found);
    }

    boolean given(int index, String name) {
        Value found = find(index, name);
        return found != null && found != Value.Nothing.NONE;
    }

    /** Without the first positional ones. */
    Arguments after(int count) {
        int from = Math.min(count, positional.size());
        return new Arguments(new ArrayList<>(positional.subList(from, positional.size())), named);
    }

    private static TemplateException mismatch(String name, String wanted) {
        return new TemplateException("argument '" + name + "' must be " + wanted);
    }
}
