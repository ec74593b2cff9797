package io.outrider.text.jinja;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The syntax tree of what stands in an expression. */
sealed interface Expression {

    record Literal(Value value) implements Expression {}

    record Name(String name) implements Expression {}

    record Items(List<Expression> items, Sequence.Kind kind) implements Expression {}

    record Pairs(List<Pair> pairs) implements Expression {}

    record Pair(Expression key, Expression value) {}

    record Attribute(Expression target, String name) implements Expression {}

    record Item(Expression target, Expression index) implements Expression {}

    record Slice(
            Expression target,
            @Nullable Expression start,
            @Nullable Expression stop,
            @Nullable Expression step)
            implements Expression {}

    record Call(Expression target, Inputs inputs) implements Expression {}

    /** A filter; the target is missing in a filter block, where the body's text goes in. */
    record Filter(@Nullable Expression target, String name, Inputs inputs) implements Expression {}

    record Test(Expression target, String name, Inputs inputs) implements Expression {}

    record Not(Expression operand) implements Expression {}

    record Sign(Expression operand, Operators.Arithmetic operator) implements Expression {}

    record Binary(Expression left, Operators.Arithmetic operator, Expression right)
            implements Expression {}

    record Concatenation(List<Expression> parts) implements Expression {}

    record Both(Expression left, Expression right) implements Expression {}

    record Either(Expression left, Expression right) implements Expression {}

    record Comparison(Expression first, List<Operand> rest) implements Expression {}

    record Operand(Operators.Relation relation, Expression right) {}

    record Conditional(Expression then, Expression condition, @Nullable Expression otherwise)
            implements Expression {}

    /** Arguments as written; the starred ones are spread when evaluated. */
    record Inputs(
            List<Expression> positional,
            List<Keyword> keywords,
            @Nullable Expression starred,
            @Nullable Expression doubleStarred) {
        static final Inputs NONE = new Inputs(List.of(), List.of(), null, null);

        boolean isEmpty() {
            return positional.isEmpty()
                    && keywords.isEmpty()
                    && starred == null
                    && doubleStarred == null;
        }
    }

    record Keyword(String name, Expression value) {}
}
