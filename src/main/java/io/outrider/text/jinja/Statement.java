package io.outrider.text.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The syntax tree outside of expressions; {@code line} counts from 1. */
sealed interface Statement {
    int line();

    record Data(Text text, int line) implements Statement {}

    record Print(Expression value, int line) implements Statement {}

    record If(List<Branch> branches, List<Statement> otherwise, int line) implements Statement {}

    record Branch(Expression condition, List<Statement> body, int line) {}

    record For(
            Target target,
            Expression items,
            @Nullable Expression condition,
            List<Statement> body,
            List<Statement> otherwise,
            int line)
            implements Statement {}

    record Assign(Target target, Expression value, int line) implements Statement {}

    /** The body's text, sent through the filters (innermost has no target), into a variable. */
    record AssignBlock(Target target, @Nullable Expression filter, List<Statement> body, int line)
            implements Statement {}

    record FilterBlock(Expression filter, List<Statement> body, int line) implements Statement {}

    record With(List<Binding> bindings, List<Statement> body, int line) implements Statement {}

    record Binding(Target target, Expression value) {}

    record Macro(String name, Parameters parameters, List<Statement> body, int line)
            implements Statement {}

    record CallBlock(Expression.Call call, Parameters parameters, List<Statement> body, int line)
            implements Statement {}

    /** Hugging Face's generation tag: a scope of its own, otherwise without effect. */
    record Generation(List<Statement> body, int line) implements Statement {}

    record Break(int line) implements Statement {}

    record Continue(int line) implements Statement {}

    record Parameters(List<Parameter> list) {}

    record Parameter(String name, @Nullable Expression otherwise) {}

    /** What can be assigned to. */
    sealed interface Target {}

    record NameTarget(String name) implements Target {}

    record AttributeTarget(String namespace, String attribute) implements Target {}

    record TupleTarget(List<Target> targets) implements Target {}
}
