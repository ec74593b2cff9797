package io.outrider.text.jinja;

import java.util.List;

/** The variable {@code loop} inside a for statement. */
final class Loop implements Value {
    private final List<Value> items;
    private final Budget budget;
    private int index = -1;
    private Value lastChecked = Undefined.PLAIN;

    Loop(List<Value> items, Budget budget) {
        this.items = items;
        this.budget = budget;
    }

    void advance() {
        index++;
    }

    Value attribute(String name) {
        int size = items.size();
        return switch (name) {
            case "index" -> Whole.of(index + 1L);
            case "index0" -> Whole.of(index);
            case "revindex" -> Whole.of((long) size - index);
            case "revindex0" -> Whole.of(size - index - 1L);
            case "first" -> Truth.of(index == 0);
            case "last" -> Truth.of(index == size - 1);
            case "length" -> Whole.of(size);
            // Only recursive loops count levels, and they are not supported.
            case "depth" -> Whole.of(1);
            case "depth0" -> Whole.of(0);
            case "previtem" ->
                    index > 0 ? items.get(index - 1) : new Undefined("there is no previous item");
            case "nextitem" ->
                    index + 1 < size
                            ? items.get(index + 1)
                            : new Undefined("there is no next item");
            case "cycle" -> new Function("cycle", this::cycle);
            case "changed" -> new Function("changed", this::changed);
            default -> new Undefined("'loop' has no attribute '" + name + "'");
        };
    }

    private Value cycle(Arguments arguments) {
        List<Value> values = arguments.positional();
        if (values.isEmpty()) {
            throw new TemplateException("no items for cycling given");
        }
        return values.get(index % values.size());
    }

    private Value changed(Arguments arguments) {
        Value now = new Sequence(arguments.positional(), Sequence.Kind.TUPLE);
        boolean same = Operators.equal(now, lastChecked, budget);
        lastChecked = now;
        return Truth.of(!same);
    }
}
