package io.outrider.text.jinja;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;

/** The functions that every template can call. */
final class Globals {
    /** Longest range, as in Jinja's sandbox. */
    private static final int LONGEST_RANGE = 100_000;

    private static final int LONGEST_DATE_FORMAT = 200;

    private final Budget budget;
    private final Clock clock;

    Globals(Budget budget, Clock clock) {
        this.budget = budget;
        this.clock = clock;
    }

    Scope scope() {
        Scope scope = new Scope(null);
        define(scope, "range", this::range);
        define(scope, "dict", this::dict);
        define(scope, "namespace", Globals::namespace);
        define(scope, "raise_exception", this::raise);
        define(scope, "strftime_now", this::now);
        return scope;
    }

    private static void define(Scope scope, String name, Value.Function.Body body) {
        scope.set(name, new Value.Function(name, body));
    }

    private Value range(Arguments arguments) {
        int count = arguments.positional().size();
        long start = count > 1 ? arguments.integer(0, "start", 0) : 0;
        long stop = arguments.integer(count > 1 ? 1 : 0, "stop", 0);
        long step = count > 2 ? arguments.integer(2, "step", 1) : 1;
        if (count == 0 || step == 0) {
            throw new TemplateException("range needs a stop and a step other than 0");
        }
        long size = Math.max(0, Math.ceilDiv(stop - start, step));
        if (size > LONGEST_RANGE) {
            throw new TemplateException("range too big, the most is " + LONGEST_RANGE);
        }
        budget.create(size);
        List<Value> items = new ArrayList<>((int) size);
        for (long i = 0; i < size; i++) {
            items.add(Value.Whole.of(start + i * step));
        }
        return Sequence.list(items);
    }

    private Value dict(Arguments arguments) {
        Dict dict = new Dict();
        for (Value given : arguments.positional()) {
            if (given instanceof Dict other) {
                budget.elements(other.size());
                other.entries().forEach(entry -> dict.put(entry.key(), entry.value()));
                continue;
            }
            for (Value pair : Iteration.items(given, budget)) {
                List<Value> items = Iteration.items(pair, budget);
                if (items.size() != 2) {
                    throw new TemplateException("dict needs pairs");
                }
                dict.put(items.get(0), items.get(1));
            }
        }
        arguments.named().forEach((key, value) -> dict.put(Text.template(key), value));
        return dict;
    }

    private static Value namespace(Arguments arguments) {
        Namespace namespace = new Namespace();
        for (Value given : arguments.positional()) {
            if (!(given instanceof Dict dict)) {
                throw new TemplateException("namespace needs a mapping or keywords");
            }
            for (Dict.Entry entry : dict.entries()) {
                if (entry.key() instanceof Text key) {
                    namespace.set(key.value(), entry.value());
                }
            }
        }
        arguments.named().forEach(namespace::set);
        return namespace;
    }

    private Value raise(Arguments arguments) {
        Value message = arguments.require(0, "message");
        throw TemplateException.raised(Python.string(message, budget).value());
    }

    private Value now(Arguments arguments) {
        String format = arguments.text(0, "format").value();
        if (format.length() > LONGEST_DATE_FORMAT) {
            throw new TemplateException("the date format is too long");
        }
        return Text.template(DateFormat.format(format, ZonedDateTime.now(clock)));
    }
}
