package io.outrider.text.jinja;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's dict: insertion order, and keys that compare as Python's do (1, 1.0 and true agree). */
final class Dict implements Value {
    private static final int LONGEST_KEY = 16;

    /** A key as it was first written, and its value. */
    record Entry(Value key, Value value) {}

    private final Map<Object, Entry> entries = new LinkedHashMap<>();

    void put(Value key, Value value) {
        Object normal = normal(key);
        Entry old = entries.get(normal);
        entries.put(normal, new Entry(old == null ? key : old.key(), value));
    }

    @Nullable Value get(Value key) {
        Entry entry = entries.get(normal(key));
        return entry == null ? null : entry.value();
    }

    @Nullable Value get(String key) {
        Entry entry = entries.get(key);
        return entry == null ? null : entry.value();
    }

    @Nullable Value remove(Value key) {
        Entry entry = entries.remove(normal(key));
        return entry == null ? null : entry.value();
    }

    boolean contains(Value key) {
        return entries.containsKey(normal(key));
    }

    int size() {
        return entries.size();
    }

    Collection<Entry> entries() {
        return entries.values();
    }

    List<Value> keys() {
        List<Value> keys = new ArrayList<>(entries.size());
        entries.values().forEach(entry -> keys.add(entry.key()));
        return keys;
    }

    List<Value> values() {
        List<Value> values = new ArrayList<>(entries.size());
        entries.values().forEach(entry -> values.add(entry.value()));
        return values;
    }

    /** Pairs of key and value. */
    List<Value> items() {
        List<Value> items = new ArrayList<>(entries.size());
        entries.values().forEach(e -> items.add(Sequence.tuple(e.key(), e.value())));
        return items;
    }

    /** A key that Java's equals compares as Python's hash and equality do. */
    static Object normal(Value key) {
        return switch (key) {
            case Text text -> text.value();
            case Whole whole -> whole.value();
            case Truth truth -> Whole.of(truth == Truth.TRUE ? 1 : 0).value();
            case Real real -> {
                double number = real.value();
                boolean integral = Math.rint(number) == number && !Double.isInfinite(number);
                yield integral ? new BigDecimal(number).toBigInteger() : (Object) number;
            }
            case Nothing nothing -> nothing;
            case Sequence tuple when tuple.kind() == Sequence.Kind.TUPLE -> normalTuple(tuple);
            case Sequence list -> throw new TemplateException("unhashable type: 'list'");
            case Dict dict -> throw new TemplateException("unhashable type: 'dict'");
            case Undefined undefined -> throw undefined.failure();
            case Namespace namespace -> namespace;
            case Loop loop -> loop;
            case Function function -> function;
        };
    }

    /** Nested or long tuples are refused: hashing them would take work that nobody counts. */
    private static Object normalTuple(Sequence tuple) {
        boolean plain = tuple.items().stream().noneMatch(Sequence.class::isInstance);
        if (!plain || tuple.size() > LONGEST_KEY) {
            throw new TemplateException("a tuple this large cannot be a key");
        }
        return tuple.items().stream().map(Dict::normal).toList();
    }
}
