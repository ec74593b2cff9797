package io.outrider.text.jinja;

import java.util.ArrayList;
import java.util.List;

/** Python's list or tuple; only lists are ever changed in place. */
record Sequence(List<Value> items, Kind kind) implements Value {

    enum Kind {
        LIST,
        TUPLE
    }

    static Sequence list(List<? extends Value> items) {
        return new Sequence(new ArrayList<>(items), Kind.LIST);
    }

    static Sequence tuple(Value... items) {
        return new Sequence(List.of(items), Kind.TUPLE);
    }

    int size() {
        return items.size();
    }

    /** Identity: contents may change and may contain the list itself. */
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public String toString() {
        return kind + " of " + items.size();
    }
}
