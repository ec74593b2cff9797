package io.outrider.text.jinja;

import io.outrider.text.jinja.Expression.Inputs;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Evaluates expressions of one rendering. */
final class Evaluator {
    private final Budget budget;
    private final Filters filters;
    private final Tests tests;

    Evaluator(Budget budget) {
        this.budget = budget;
        this.tests = new Tests(budget);
        this.filters = new Filters(budget, tests);
    }

    Value evaluate(Expression expression, Scope scope) {
        budget.enter();
        Value value = node(expression, scope);
        budget.leave();
        return value;
    }

    private Value node(Expression expression, Scope scope) {
        return switch (expression) {
            case Expression.Literal literal -> literal.value();
            case Expression.Name name -> scope.get(name.name());
            case Expression.Attribute attribute ->
                    Attributes.attribute(
                            evaluate(attribute.target(), scope), attribute.name(), budget);
            case Expression.Item item ->
                    Attributes.item(
                            evaluate(item.target(), scope), evaluate(item.index(), scope), budget);
            case Expression.Slice slice -> slice(slice, scope);
            case Expression.Call call -> call(call, scope, Map.of());
            case Expression.Filter filter -> filter(filter, scope, Value.Undefined.PLAIN);
            case Expression.Test test ->
                    Value.Truth.of(
                            tests.holds(
                                    test.name(),
                                    evaluate(test.target(), scope),
                                    arguments(test.inputs(), scope, Map.of())));
            case Expression.Not not -> Value.Truth.of(!truth(not.operand(), scope));
            case Expression.Sign sign ->
                    Calculation.signed(sign.operator(), evaluate(sign.operand(), scope));
            case Expression.Binary binary -> {
                Value left = evaluate(binary.left(), scope);
                Value right = evaluate(binary.right(), scope);
                yield Calculation.apply(binary.operator(), left, right, budget);
            }
            case Expression.Concatenation concatenation -> {
                TextBuilder builder = new TextBuilder(budget);
                for (Expression part : concatenation.parts()) {
                    builder.append(Python.string(evaluate(part, scope), budget));
                }
                yield builder.toText();
            }
            case Expression.Both both -> {
                Value left = evaluate(both.left(), scope);
                yield Operators.truth(left) ? evaluate(both.right(), scope) : left;
            }
            case Expression.Either either -> {
                Value left = evaluate(either.left(), scope);
                yield Operators.truth(left) ? left : evaluate(either.right(), scope);
            }
            case Expression.Comparison comparison -> compare(comparison, scope);
            case Expression.Conditional conditional -> {
                if (truth(conditional.condition(), scope)) {
                    yield evaluate(conditional.then(), scope);
                }
                Value missing = new Value.Undefined("the inline if has no else");
                yield optional(conditional.otherwise(), missing, scope);
            }
            case Expression.Items items -> {
                List<Value> values = new ArrayList<>(items.items().size());
                for (Expression item : items.items()) {
                    values.add(evaluate(item, scope));
                }
                yield new Sequence(values, items.kind());
            }
            case Expression.Pairs pairs -> {
                Dict dict = new Dict();
                for (Expression.Pair pair : pairs.pairs()) {
                    dict.put(evaluate(pair.key(), scope), evaluate(pair.value(), scope));
                }
                yield dict;
            }
        };
    }

    boolean truth(Expression expression, Scope scope) {
        return Operators.truth(evaluate(expression, scope));
    }

    private Value compare(Expression.Comparison comparison, Scope scope) {
        Value left = evaluate(comparison.first(), scope);
        for (Expression.Operand operand : comparison.rest()) {
            Value right = evaluate(operand.right(), scope);
            if (!Operators.holds(operand.relation(), left, right, budget)) {
                return Value.Truth.FALSE;
            }
            left = right;
        }
        return Value.Truth.TRUE;
    }

    private Value optional(@Nullable Expression expression, Value otherwise, Scope scope) {
        return expression == null ? otherwise : evaluate(expression, scope);
    }

    private Value slice(Expression.Slice slice, Scope scope) {
        Value target = evaluate(slice.target(), scope);
        Value none = Value.Nothing.NONE;
        Value start = optional(slice.start(), none, scope);
        Value stop = optional(slice.stop(), none, scope);
        Value step = optional(slice.step(), none, scope);
        return Slicing.slice(target, start, stop, step, budget);
    }

    /** Sends a value through the filter and, first, through those inside it. */
    Value filter(Expression.Filter filter, Scope scope, Value innermost) {
        Value input =
                switch (filter.target()) {
                    case null -> innermost;
                    case Expression.Filter inner when innermost instanceof Text ->
                            filter(inner, scope, innermost);
                    case Expression target -> evaluate(target, scope);
                };
        return filters.apply(filter.name(), input, arguments(filter.inputs(), scope, Map.of()));
    }

    /** Calls with further arguments by name, such as a call block's caller. */
    Value call(Expression.Call call, Scope scope, Map<String, Value> extra) {
        Value target = evaluate(call.target(), scope);
        return switch (target) {
            case Value.Function function ->
                    function.body().call(arguments(call.inputs(), scope, extra));
            case Value.Undefined undefined -> throw undefined.failure();
            default -> throw new TemplateException(Python.type(target) + " cannot be called");
        };
    }

    private Arguments arguments(Inputs inputs, Scope scope, Map<String, Value> extra) {
        if (inputs.isEmpty() && extra.isEmpty()) {
            return Arguments.NONE;
        }
        List<Value> positional = new ArrayList<>(inputs.positional().size());
        for (Expression argument : inputs.positional()) {
            positional.add(evaluate(argument, scope));
        }
        Expression starred = inputs.starred();
        if (starred != null) {
            positional.addAll(Iteration.items(evaluate(starred, scope), budget));
        }
        if (inputs.keywords().isEmpty() && inputs.doubleStarred() == null && extra.isEmpty()) {
            return new Arguments(positional, Map.of());
        }
        Map<String, Value> named = new LinkedHashMap<>(extra);
        for (Expression.Keyword keyword : inputs.keywords()) {
            named.put(keyword.name(), evaluate(keyword.value(), scope));
        }
        Value spread = optional(inputs.doubleStarred(), Value.Nothing.NONE, scope);
        if (spread instanceof Dict dict) {
            dict.entries()
                    .forEach(e -> named.put(Python.string(e.key(), budget).value(), e.value()));
        }
        return new Arguments(positional, named);
    }
}
