package io.outrider.text.jinja;

import java.util.List;
import java.util.Set;

/**
 * The methods of Python's list and tuple. Lists may be changed: a rendering works on its own copies
 * of what it is given (Hugging Face's sandbox refuses this, llama.cpp allows it).
 */
final class ListMethods {
    static final Set<String> NAMES =
            Set.of(
                    "append", "clear", "copy", "count", "extend", "index", "insert", "pop",
                    "remove", "reverse", "sort");

    private ListMethods() {}

    static Value call(Sequence sequence, String name, Arguments arguments, Budget budget) {
        List<Value> items = sequence.items();
        budget.elements(items.size());
        if (name.equals("count")) {
            Value wanted = arguments.require(0, "value");
            return Value.Whole.of(
                    items.stream().filter(item -> Operators.equal(item, wanted, budget)).count());
        }
        if (name.equals("index")) {
            Value wanted = arguments.require(0, "value");
            for (int i = 0; i < items.size(); i++) {
                if (Operators.equal(items.get(i), wanted, budget)) {
                    return Value.Whole.of(i);
                }
            }
            throw new TemplateException("value is not in the list");
        }
        if (sequence.kind() == Sequence.Kind.TUPLE) {
            throw new TemplateException("a tuple has no method '" + name + "'");
        }
        switch (name) {
            case "append" -> items.add(arguments.require(0, "object"));
            case "extend" ->
                    items.addAll(Iteration.items(arguments.require(0, "iterable"), budget));
            case "insert" -> {
                int at = arguments.integer(0, "index", 0);
                int counted = at < 0 ? at + items.size() : at;
                Value added = arguments.require(1, "object");
                items.add(Math.clamp(counted, 0, items.size()), added);
            }
            case "pop" -> {
                int at = arguments.integer(0, "index", -1);
                int counted = at < 0 ? at + items.size() : at;
                if (counted < 0 || counted >= items.size()) {
                    throw new TemplateException("pop index out of range");
                }
                return items.remove(counted);
            }
            case "copy" -> {
                return Sequence.list(items);
            }
            default -> throw new TemplateException("list." + name + " is not supported");
        }
        budget.elements(items.size());
        return Value.Nothing.NONE;
    }
}
