package io.outrider.text.jinja;

import io.outrider.text.jinja.Statement.Parameter;
import io.outrider.text.jinja.Statement.Target;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Executes the statements of one rendering. */
final class Interpreter {
    private enum Flow {
        NEXT,
        BREAK,
        CONTINUE
    }

    private final Budget budget;
    private final Evaluator evaluator;

    Interpreter(Budget budget) {
        this.budget = budget;
        this.evaluator = new Evaluator(budget);
    }

    Text render(List<Statement> body, Scope scope) {
        TextBuilder out = new TextBuilder(budget);
        execute(body, scope, out);
        return out.toText();
    }

    private Flow execute(List<Statement> body, Scope scope, TextBuilder out) {
        for (Statement statement : body) {
            budget.enter();
            budget.line(statement.line());
            Flow flow = execute(statement, scope, out);
            budget.leave();
            if (flow != Flow.NEXT) {
                return flow;
            }
        }
        return Flow.NEXT;
    }

    private Flow execute(Statement statement, Scope scope, TextBuilder out) {
        switch (statement) {
            case Statement.Data data -> out.append(data.text());
            case Statement.Print print ->
                    out.append(Python.string(evaluator.evaluate(print.value(), scope), budget));
            case Statement.If conditional -> {
                return conditional(conditional, scope, out);
            }
            case Statement.For loop -> {
                return loop(loop, scope, out);
            }
            case Statement.Assign assign ->
                    assign(assign.target(), evaluator.evaluate(assign.value(), scope), scope);
            case Statement.AssignBlock block -> {
                Text text = render(block.body(), new Scope(scope));
                Value value = filtered(block.filter(), text, scope);
                assign(block.target(), value, scope);
            }
            case Statement.FilterBlock block -> {
                Text text = render(block.body(), new Scope(scope));
                Value value = filtered(block.filter(), text, scope);
                out.append(Python.string(value, budget));
            }
            case Statement.With with -> {
                Scope inner = new Scope(scope);
                for (Statement.Binding binding : with.bindings()) {
                    assign(binding.target(), evaluator.evaluate(binding.value(), scope), inner);
                }
                return execute(with.body(), inner, out);
            }
            case Statement.Macro macro ->
                    scope.set(
                            macro.name(),
                            macro(macro.name(), macro.parameters(), macro.body(), scope));
            case Statement.CallBlock block -> {
                Value caller = macro("caller", block.parameters(), block.body(), scope);
                Map<String, Value> extra = Map.of("caller", caller);
                Value value = evaluator.call(block.call(), scope, extra);
                out.append(Python.string(value, budget));
            }
            case Statement.Generation generation ->
                    out.append(render(generation.body(), new Scope(scope)));
            case Statement.Break leave -> {
                return Flow.BREAK;
            }
            case Statement.Continue skip -> {
                return Flow.CONTINUE;
            }
        }
        return Flow.NEXT;
    }

    private Value filtered(@Nullable Expression filter, Text text, Scope scope) {
        return filter instanceof Expression.Filter chain
                ? evaluator.filter(chain, scope, text)
                : text;
    }

    private Flow conditional(Statement.If conditional, Scope scope, TextBuilder out) {
        for (Statement.Branch branch : conditional.branches()) {
            budget.line(branch.line());
            if (evaluator.truth(branch.condition(), scope)) {
                return execute(branch.body(), scope, out);
            }
        }
        return execute(conditional.otherwise(), scope, out);
    }

    private Flow loop(Statement.For loop, Scope scope, TextBuilder out) {
        Value walked = evaluator.evaluate(loop.items(), scope);
        // Python fails here, but templates that loop over absent tools are of use without them.
        List<Value> items =
                walked == Value.Nothing.NONE ? List.of() : Iteration.items(walked, budget);
        Expression condition = loop.condition();
        if (condition != null && !items.isEmpty()) {
            items.removeIf(
                    item -> {
                        Scope inner = new Scope(scope);
                        assign(loop.target(), item, inner);
                        return !evaluator.truth(condition, inner);
                    });
        }
        if (items.isEmpty()) {
            return execute(loop.otherwise(), new Scope(scope), out);
        }
        Loop state = new Loop(items, budget);
        for (Value item : items) {
            state.advance();
            Scope inner = new Scope(scope);
            inner.set("loop", state);
            assign(loop.target(), item, inner);
            if (execute(loop.body(), inner, out) == Flow.BREAK) {
                break;
            }
        }
        return Flow.NEXT;
    }

    private void assign(Target target, Value value, Scope scope) {
        switch (target) {
            case Statement.NameTarget name -> scope.set(name.name(), value);
            case Statement.AttributeTarget attribute -> {
                if (!(scope.get(attribute.namespace()) instanceof Namespace namespace)) {
                    throw new TemplateException("only attributes of a namespace can be assigned");
                }
                namespace.set(attribute.attribute(), value);
            }
            case Statement.TupleTarget tuple -> {
                List<Value> items = Iteration.items(value, budget);
                if (items.size() != tuple.targets().size()) {
                    throw new TemplateException(
                            "cannot unpack "
                                    + items.size()
                                    + " values into "
                                    + tuple.targets().size());
                }
                for (int i = 0; i < items.size(); i++) {
                    assign(tuple.targets().get(i), items.get(i), scope);
                }
            }
        }
    }

    private Value macro(
            String name, Statement.Parameters parameters, List<Statement> body, Scope outer) {
        return new Value.Function(
                name,
                arguments -> {
                    int line = budget.line();
                    budget.enterMacro();
                    Scope scope = bind(name, parameters.list(), arguments, outer);
                    Text text = render(body, scope);
                    budget.leaveMacro();
                    budget.line(line);
                    return text;
                });
    }

    private Scope bind(String name, List<Parameter> parameters, Arguments arguments, Scope outer) {
        Scope scope = new Scope(outer);
        Map<String, Value> named = new LinkedHashMap<>(arguments.named());
        Value caller = named.remove("caller");
        scope.set("caller", caller == null ? new Value.Undefined("no caller defined") : caller);
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            Expression otherwise = parameter.otherwise();
            Value given = named.remove(parameter.name());
            if (i < arguments.positional().size()) {
                given = arguments.positional().get(i);
            } else if (given == null && otherwise != null) {
                given = evaluator.evaluate(otherwise, scope);
            }
            String hint = "parameter '" + parameter.name() + "' of " + name + " was not given";
            scope.set(parameter.name(), given == null ? new Value.Undefined(hint) : given);
        }
        Dict rest = new Dict();
        named.forEach((key, value) -> rest.put(Text.template(key), value));
        scope.set("kwargs", rest);
        List<Value> more = arguments.after(parameters.size()).positional();
        scope.set("varargs", new Sequence(more, Sequence.Kind.TUPLE));
        return scope;
    }
}
