package io.outrider.text.jinja;

import java.util.ArrayList;
import java.util.List;

/** Python's slices, negative steps included. */
final class Slicing {
    private Slicing() {}

    static Value slice(Value target, Value start, Value stop, Value step, Budget budget) {
        return switch (target) {
            case Text text -> {
                int length = text.codePoints();
                budget.charge(text.length());
                int stride = stride(step);
                int from = start(start, length, stride);
                int to = stop(stop, length, stride);
                if (stride == 1) {
                    yield from < to ? text.cut(text.offset(from), text.offset(to)) : Text.EMPTY;
                }
                List<Value> characters = Iteration.items(text, budget);
                TextBuilder builder = new TextBuilder(budget);
                for (long i = from; stride > 0 ? i < to : i > to; i += stride) {
                    builder.append((Text) characters.get((int) i));
                }
                yield builder.toText();
            }
            case Sequence sequence -> {
                int stride = stride(step);
                int from = start(start, sequence.size(), stride);
                int to = stop(stop, sequence.size(), stride);
                List<Value> items = new ArrayList<>();
                for (long i = from; stride > 0 ? i < to : i > to; i += stride) {
                    items.add(sequence.items().get((int) i));
                }
                budget.elements(items.size());
                yield new Sequence(items, sequence.kind());
            }
            case Value.Undefined undefined -> throw undefined.failure();
            default -> new Value.Undefined(Python.type(target) + " cannot be sliced");
        };
    }

    private static int stride(Value step) {
        int stride = step == Value.Nothing.NONE ? 1 : integer(step);
        if (stride == 0) {
            throw new TemplateException("slice step cannot be zero");
        }
        return stride;
    }

    private static int start(Value start, int length, int stride) {
        if (start == Value.Nothing.NONE) {
            return stride > 0 ? 0 : length - 1;
        }
        return bound(integer(start), length, stride);
    }

    private static int stop(Value stop, int length, int stride) {
        if (stop == Value.Nothing.NONE) {
            return stride > 0 ? length : -1;
        }
        return bound(integer(stop), length, stride);
    }

    private static int bound(int index, int length, int stride) {
        int lowest = stride > 0 ? 0 : -1;
        int highest = stride > 0 ? length : length - 1;
        long counted = index < 0 ? (long) index + length : index;
        return (int) Math.clamp(counted, lowest, (long) Math.max(lowest, highest));
    }

    private static int integer(Value value) {
        return switch (value) {
            case Value.Whole whole -> whole.clamped();
            case Value.Truth truth -> truth == Value.Truth.TRUE ? 1 : 0;
            case Value.Undefined undefined -> throw undefined.failure();
            default -> throw new TemplateException("slice indices must be integers");
        };
    }
}
