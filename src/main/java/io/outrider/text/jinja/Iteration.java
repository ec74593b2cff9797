package io.outrider.text.jinja;

import java.util.ArrayList;
import java.util.List;

/** What a for statement or a filter sees when it walks through a value. */
final class Iteration {
    private Iteration() {}

    /** A list that does not follow later changes of the value. */
    static List<Value> items(Value value, Budget budget) {
        return switch (value) {
            case Sequence sequence -> {
                budget.elements(sequence.size());
                yield new ArrayList<>(sequence.items());
            }
            case Dict dict -> {
                budget.elements(dict.size());
                yield dict.keys();
            }
            case Text text -> characters(text, budget);
            case Value.Undefined undefined -> new ArrayList<>();
            default -> throw new TemplateException(Python.type(value) + " is not iterable");
        };
    }

    private static List<Value> characters(Text text, Budget budget) {
        budget.create(text.length());
        List<Value> characters = new ArrayList<>(text.length());
        String value = text.value();
        int end;
        for (int start = 0; start < value.length(); start = end) {
            end = start + Character.charCount(value.codePointAt(start));
            characters.add(text.cut(start, end));
        }
        return characters;
    }
}
