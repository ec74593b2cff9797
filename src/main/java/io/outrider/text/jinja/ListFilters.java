package io.outrider.text.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Filters over lists and mappings; where Jinja gives a generator, a list comes back. */
final class ListFilters {
    private final Budget budget;
    private final Filters filters;
    private final Tests tests;

    ListFilters(Budget budget, Filters filters, Tests tests) {
        this.budget = budget;
        this.filters = filters;
        this.tests = tests;
    }

    Value apply(String name, Value value, Arguments arguments) {
        return switch (name) {
            case "length", "count" -> length(value);
            case "first" -> end(value, "first");
            case "last" -> end(value, "last");
            case "list" -> Sequence.list(items(value));
            case "items" -> pairs(value);
            case "dictsort" -> dictSort(value, arguments);
            case "join" -> join(value, arguments);
            case "reverse" -> reverse(value);
            case "sort" -> {
                List<Value> sorted = items(value);
                boolean caseless = !arguments.truth(1, "case_sensitive");
                Comparator<Value> order = order(arguments, 2, caseless);
                sorted.sort(arguments.truth(0, "reverse") ? order.reversed() : order);
                yield Sequence.list(sorted);
            }
            case "unique" -> unique(value, arguments);
            case "max", "min" -> extreme(name, value, arguments);
            case "sum" -> {
                UnaryOperator<Value> key = key(arguments, 0);
                Value sum = arguments.get(1, "start", Value.Whole.of(0));
                for (Value item : items(value)) {
                    Value next = key.apply(item);
                    sum = Calculation.apply(Operators.Arithmetic.PLUS, sum, next, budget);
                }
                yield sum;
            }
            case "map" -> map(value, arguments);
            case "select" -> keep(value, item -> selected(item, arguments));
            case "reject" -> keep(value, item -> !selected(item, arguments));
            case "selectattr" -> keep(value, item -> selectedByAttribute(item, arguments));
            case "rejectattr" -> keep(value, item -> !selectedByAttribute(item, arguments));
            case "groupby" -> groups(value, arguments);
            case "batch" -> batches(value, arguments);
            default -> throw new TemplateException("filter '" + name + "' is not supported");
        };
    }

    private List<Value> items(Value value) {
        return Iteration.items(value, budget);
    }

    /** For filters that make nothing of a value that counts as false, none included. */
    private List<Value> given(Value value) {
        return Operators.truth(value) ? items(value) : new ArrayList<>();
    }

    private Value length(Value value) {
        return switch (value) {
            case Text text -> {
                budget.charge(text.length());
                yield Value.Whole.of(text.codePoints());
            }
            case Sequence sequence -> Value.Whole.of(sequence.size());
            case Dict dict -> Value.Whole.of(dict.size());
            case Value.Undefined undefined -> Value.Whole.of(0);
            default -> throw new TemplateException(Python.type(value) + " has no length");
        };
    }

    private Value end(Value value, String which) {
        List<Value> items = value instanceof Sequence sequence ? sequence.items() : items(value);
        if (items.isEmpty()) {
            return new Value.Undefined("no " + which + " item, the sequence was empty");
        }
        return which.equals("first") ? items.getFirst() : items.getLast();
    }

    private static Value pairs(Value value) {
        return switch (value) {
            case Dict dict -> Sequence.list(dict.items());
            case Value.Undefined undefined -> Sequence.list(List.of());
            default -> throw new TemplateException("items needs a mapping");
        };
    }

    private Value dictSort(Value value, Arguments arguments) {
        if (!(value instanceof Dict dict)) {
            throw new TemplateException("dictsort needs a mapping");
        }
        boolean caseless = !arguments.truth(0, "case_sensitive");
        boolean byValue = arguments.find(1, "by") instanceof Text by && by.value().equals("value");
        List<Value> items = dict.items();
        budget.create(items.size());
        Comparator<Value> order =
                (a, b) -> {
                    Value x = ((Sequence) a).items().get(byValue ? 1 : 0);
                    Value y = ((Sequence) b).items().get(byValue ? 1 : 0);
                    return caseless
                            ? Operators.compare(filters.folded(x), filters.folded(y), budget)
                            : Operators.compare(x, y, budget);
                };
        items.sort(arguments.truth(2, "reverse") ? order.reversed() : order);
        return Sequence.list(items);
    }

    private Value join(Value value, Arguments arguments) {
        UnaryOperator<Value> key = key(arguments, 1);
        List<Value> texts = new ArrayList<>();
        for (Value item : items(value)) {
            texts.add(Python.string(key.apply(item), budget));
        }
        Text separator = Python.string(arguments.get(0, "d", Text.EMPTY), budget);
        return new TextMethods(budget).join(separator, texts);
    }

    private Value reverse(Value value) {
        List<Value> items = items(value);
        Collections.reverse(items);
        return value instanceof Text
                ? new TextMethods(budget).join(Text.EMPTY, items)
                : Sequence.list(items);
    }

    private Value unique(Value value, Arguments arguments) {
        boolean caseless = !arguments.truth(0, "case_sensitive");
        UnaryOperator<Value> key = key(arguments, 1);
        Map<Object, Value> seen = new LinkedHashMap<>();
        for (Value item : items(value)) {
            Value part = key.apply(item);
            seen.putIfAbsent(Dict.normal(caseless ? filters.folded(part) : part), item);
        }
        return Sequence.list(new ArrayList<>(seen.values()));
    }

    private Value extreme(String name, Value value, Arguments arguments) {
        List<Value> items = items(value);
        if (items.isEmpty()) {
            return new Value.Undefined("no aggregated item, the sequence was empty");
        }
        Comparator<Value> order = order(arguments, 1, !arguments.truth(0, "case_sensitive"));
        // The first of equals, as in Python.
        return name.equals("min")
                ? Collections.min(items, order)
                : Collections.min(items, order.reversed());
    }

    private Comparator<Value> order(Arguments arguments, int position, boolean caseless) {
        UnaryOperator<Value> key = key(arguments, position);
        return (a, b) -> {
            Value x = key.apply(a);
            Value y = key.apply(b);
            return caseless
                    ? Operators.compare(filters.folded(x), filters.folded(y), budget)
                    : Operators.compare(x, y, budget);
        };
    }

    private UnaryOperator<Value> key(Arguments arguments, int position) {
        return arguments.given(position, "attribute")
                ? path(arguments.require(position, "attribute"), null)
                : UnaryOperator.identity();
    }

    /** An attribute, or several with dots between them; numbers are indices. */
    private UnaryOperator<Value> path(Value attribute, @Nullable Value otherwise) {
        if (!(attribute instanceof Text text)) {
            return item -> Attributes.item(item, attribute, budget);
        }
        List<Value> steps = new ArrayList<>();
        budget.charge(text.length());
        for (String step : text.value().split("\\.", -1)) {
            boolean index = step.length() < 9 && step.matches("[0-9]+");
            steps.add(index ? Value.Whole.of(Integer.parseInt(step)) : Text.template(step));
        }
        return item -> {
            Value value = item;
            for (Value step : steps) {
                Value found = Attributes.item(value, step, budget);
                value = found instanceof Value.Undefined && otherwise != null ? otherwise : found;
            }
            return value;
        };
    }

    private Value map(Value value, Arguments arguments) {
        List<Value> mapped = new ArrayList<>();
        if (arguments.positional().isEmpty()) {
            Value attribute = arguments.require(0, "attribute");
            UnaryOperator<Value> path = path(attribute, arguments.named().get("default"));
            given(value).forEach(item -> mapped.add(path.apply(item)));
            return Sequence.list(mapped);
        }
        String filter = arguments.text(0, "filter").value();
        Arguments rest = arguments.after(1);
        for (Value item : given(value)) {
            mapped.add(filters.apply(filter, item, rest));
        }
        return Sequence.list(mapped);
    }

    private Value keep(Value value, Predicate<Value> test) {
        List<Value> kept = given(value);
        kept.removeIf(test.negate());
        return Sequence.list(kept);
    }

    private boolean selected(Value item, Arguments arguments) {
        return arguments.positional().isEmpty()
                ? Operators.truth(item)
                : tests.holds(arguments.text(0, "test").value(), item, arguments.after(1));
    }

    private boolean selectedByAttribute(Value item, Arguments arguments) {
        Value part = path(arguments.require(0, "attribute"), null).apply(item);
        return selected(part, arguments.after(1));
    }

    private Value groups(Value value, Arguments arguments) {
        List<Value> sorted = items(value);
        boolean caseless = !arguments.truth(2, "case_sensitive");
        UnaryOperator<Value> key = key(arguments, 0);
        sorted.sort(order(arguments, 0, caseless));
        Map<Object, List<Value>> groups = new LinkedHashMap<>();
        for (Value item : sorted) {
            Value part = key.apply(item);
            Object normal = Dict.normal(caseless ? filters.folded(part) : part);
            groups.computeIfAbsent(normal, k -> new ArrayList<>()).add(item);
        }
        List<Value> pairs = new ArrayList<>();
        for (List<Value> group : groups.values()) {
            pairs.add(Sequence.tuple(key.apply(group.getFirst()), Sequence.list(group)));
        }
        return Sequence.list(pairs);
    }

    private Value batches(Value value, Arguments arguments) {
        int size = Math.max(1, arguments.integer(0, "linecount", 1));
        List<Value> items = items(value);
        List<Value> batches = new ArrayList<>();
        for (int i = 0; i < items.size(); i += size) {
            List<Value> batch = new ArrayList<>(items.subList(i, Math.min(items.size(), i + size)));
            boolean fill = arguments.given(1, "fill_with");
            budget.elements(fill ? size : batch.size());
            while (fill && batch.size() < size) {
                batch.add(arguments.require(1, "fill_with"));
            }
            batches.add(Sequence.list(batch));
        }
        budget.create(batches.size());
        return Sequence.list(batches);
    }
}
