package io.outrider.text.jinja;

import io.outrider.text.jinja.Expression.Inputs;
import io.outrider.text.jinja.Operators.Arithmetic;
import io.outrider.text.jinja.Operators.Relation;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Recursive descent over expressions, with the precedences of Jinja. */
final class ExpressionParser {
    private final TokenStream tokens;

    ExpressionParser(TokenStream tokens) {
        this.tokens = tokens;
    }

    Expression expression() {
        tokens.enter();
        Expression result = either();
        while (tokens.skipName("if")) {
            Expression condition = either();
            Expression otherwise = tokens.skipName("else") ? expression() : null;
            result = new Expression.Conditional(result, condition, otherwise);
        }
        tokens.leave();
        return result;
    }

    /** An expression, or several with commas: a tuple without brackets. */
    Expression tuple() {
        Expression first = expression();
        return tokens.atOperator(",") ? restOfTuple(first) : first;
    }

    /** What stands behind {@code in} of a for statement: no conditional, its if is a filter. */
    Expression iterable() {
        Expression first = either();
        if (!tokens.atOperator(",")) {
            return first;
        }
        List<Expression> items = new ArrayList<>(List.of(first));
        while (tokens.skipOperator(",") && !tupleEnds()) {
            items.add(either());
        }
        return new Expression.Items(items, Sequence.Kind.TUPLE);
    }

    private Expression restOfTuple(Expression first) {
        List<Expression> items = new ArrayList<>(List.of(first));
        while (tokens.skipOperator(",") && !tupleEnds()) {
            items.add(expression());
        }
        return new Expression.Items(items, Sequence.Kind.TUPLE);
    }

    private boolean tupleEnds() {
        return tokens.at(Token.Kind.BLOCK_END)
                || tokens.at(Token.Kind.VARIABLE_END)
                || tokens.atOperator(")");
    }

    private Expression either() {
        Expression left = both();
        while (tokens.skipName("or")) {
            left = new Expression.Either(left, both());
        }
        return left;
    }

    private Expression both() {
        Expression left = not();
        while (tokens.skipName("and")) {
            left = new Expression.Both(left, not());
        }
        return left;
    }

    private Expression not() {
        if (!tokens.atName("not")) {
            return comparison();
        }
        tokens.enter();
        tokens.next();
        Expression result = new Expression.Not(not());
        tokens.leave();
        return result;
    }

    private Expression comparison() {
        Expression first = sum();
        List<Expression.Operand> rest = new ArrayList<>();
        for (Relation relation = relation(); relation != null; relation = relation()) {
            rest.add(new Expression.Operand(relation, sum()));
        }
        return rest.isEmpty() ? first : new Expression.Comparison(first, rest);
    }

    private @Nullable Relation relation() {
        if (tokens.skipName("in")) {
            return Relation.IN;
        }
        if (tokens.atName("not") && tokens.look().isName("in")) {
            tokens.next();
            tokens.next();
            return Relation.NOT_IN;
        }
        Relation relation =
                tokens.at(Token.Kind.OPERATOR) ? Relation.of(tokens.current().text()) : null;
        if (relation != null) {
            tokens.next();
        }
        return relation;
    }

    private Expression sum() {
        Expression left = concatenation();
        while (tokens.atOperator("+") || tokens.atOperator("-")) {
            Arithmetic operator = Arithmetic.of(tokens.next().text());
            left = new Expression.Binary(left, operator, concatenation());
        }
        return left;
    }

    private Expression concatenation() {
        Expression first = product();
        if (!tokens.atOperator("~")) {
            return first;
        }
        List<Expression> parts = new ArrayList<>(List.of(first));
        while (tokens.skipOperator("~")) {
            parts.add(product());
        }
        return new Expression.Concatenation(parts);
    }

    private Expression product() {
        Expression left = power();
        while (tokens.atOperator("*")
                || tokens.atOperator("/")
                || tokens.atOperator("//")
                || tokens.atOperator("%")) {
            Arithmetic operator = Arithmetic.of(tokens.next().text());
            left = new Expression.Binary(left, operator, power());
        }
        return left;
    }

    private Expression power() {
        Expression left = filtered(unary());
        while (tokens.skipOperator("**")) {
            left = new Expression.Binary(left, Arithmetic.POWER, filtered(unary()));
        }
        return left;
    }

    private Expression unary() {
        if (!tokens.atOperator("-") && !tokens.atOperator("+")) {
            return postfix(primary());
        }
        tokens.enter();
        Arithmetic operator = Arithmetic.of(tokens.next().text());
        Expression result = new Expression.Sign(unary(), operator);
        tokens.leave();
        return result;
    }

    Expression primary() {
        Token token = tokens.next();
        return switch (token.kind()) {
            case NAME -> name(token.text());
            case STRING -> {
                StringBuilder text = new StringBuilder(token.text());
                while (tokens.at(Token.Kind.STRING)) {
                    text.append(tokens.next().text());
                }
                yield new Expression.Literal(Text.template(text.toString()));
            }
            case INTEGER -> new Expression.Literal(integer(token.text()));
            case FLOAT ->
                    new Expression.Literal(
                            new Value.Real(Double.parseDouble(token.text().replace("_", ""))));
            case OPERATOR -> bracketed(token);
            case DATA, VARIABLE_BEGIN, VARIABLE_END, BLOCK_BEGIN, BLOCK_END, END ->
                    throw tokens.failure("unexpected " + token);
        };
    }

    private static Expression name(String name) {
        return switch (name) {
            case "true", "True" -> new Expression.Literal(Value.Truth.TRUE);
            case "false", "False" -> new Expression.Literal(Value.Truth.FALSE);
            case "none", "None" -> new Expression.Literal(Value.Nothing.NONE);
            default -> new Expression.Name(name);
        };
    }

    private Value.Whole integer(String literal) {
        String digits = literal.replace("_", "");
        if (digits.length() > 1000) {
            throw tokens.failure("number is too long");
        }
        int radix =
                switch (digits.length() > 1 ? digits.charAt(1) : '0') {
                    case 'x', 'X' -> 16;
                    case 'o', 'O' -> 8;
                    case 'b', 'B' -> 2;
                    default -> 10;
                };
        return new Value.Whole(new BigInteger(radix == 10 ? digits : digits.substring(2), radix));
    }

    private Expression bracketed(Token token) {
        return switch (token.text()) {
            case "(" -> {
                Expression inner =
                        tokens.atOperator(")")
                                ? new Expression.Items(List.of(), Sequence.Kind.TUPLE)
                                : tuple();
                tokens.expectOperator(")");
                yield inner;
            }
            case "[" -> {
                List<Expression> items = new ArrayList<>();
                while (!tokens.atOperator("]")) {
                    items.add(expression());
                    if (!tokens.skipOperator(",")) {
                        break;
                    }
                }
                tokens.expectOperator("]");
                yield new Expression.Items(items, Sequence.Kind.LIST);
            }
            case "{" -> {
                List<Expression.Pair> pairs = new ArrayList<>();
                while (!tokens.atOperator("}")) {
                    Expression key = expression();
                    tokens.expectOperator(":");
                    pairs.add(new Expression.Pair(key, expression()));
                    if (!tokens.skipOperator(",")) {
                        break;
                    }
                }
                tokens.expectOperator("}");
                yield new Expression.Pairs(pairs);
            }
            default -> throw tokens.failure("unexpected " + token);
        };
    }

    Expression postfix(Expression start) {
        Expression result = start;
        while (true) {
            if (tokens.skipOperator(".")) {
                Token name = tokens.next();
                result =
                        switch (name.kind()) {
                            case NAME -> new Expression.Attribute(result, name.text());
                            case INTEGER ->
                                    new Expression.Item(
                                            result, new Expression.Literal(integer(name.text())));
                            default -> throw tokens.failure("expected a name, got " + name);
                        };
            } else if (tokens.skipOperator("[")) {
                result = subscript(result);
            } else if (tokens.atOperator("(")) {
                result = new Expression.Call(result, inputs());
            } else {
                return result;
            }
        }
    }

    private Expression subscript(Expression target) {
        Expression start = tokens.atOperator(":") ? null : tuple();
        if (start != null && tokens.skipOperator("]")) {
            return new Expression.Item(target, start);
        }
        tokens.expectOperator(":");
        Expression stop = sliceEnds() ? null : expression();
        Expression step = tokens.skipOperator(":") && !sliceEnds() ? expression() : null;
        tokens.expectOperator("]");
        return new Expression.Slice(target, start, stop, step);
    }

    private boolean sliceEnds() {
        return tokens.atOperator(":") || tokens.atOperator("]");
    }

    private Expression filtered(Expression start) {
        Expression result = start;
        while (true) {
            if (tokens.atOperator("|")) {
                result = filter(result);
            } else if (tokens.skipName("is")) {
                result = test(result);
            } else if (tokens.atOperator("(")) {
                result = new Expression.Call(result, inputs());
            } else {
                return result;
            }
        }
    }

    /** One filter with its bar, or the chain that a filter or set block starts without one. */
    Expression filter(@Nullable Expression target) {
        tokens.skipOperator("|");
        Inputs none = Inputs.NONE;
        String name = dottedName();
        return new Expression.Filter(target, name, tokens.atOperator("(") ? inputs() : none);
    }

    private Expression test(Expression target) {
        boolean negated = tokens.skipName("not");
        String name = dottedName();
        Inputs inputs = Inputs.NONE;
        if (tokens.atOperator("(")) {
            inputs = inputs();
        } else if (startsArgument()) {
            Expression argument = postfix(primary());
            inputs = new Inputs(List.of(argument), List.of(), null, null);
        }
        Expression result = new Expression.Test(target, name, inputs);
        return negated ? new Expression.Not(result) : result;
    }

    private boolean startsArgument() {
        Token token = tokens.current();
        return switch (token.kind()) {
            case NAME ->
                    !List.of("else", "or", "and", "if", "is", "not", "in", "recursive")
                            .contains(token.text());
            case STRING, INTEGER, FLOAT -> true;
            case OPERATOR -> token.isOperator("[") || token.isOperator("{");
            case DATA, VARIABLE_BEGIN, VARIABLE_END, BLOCK_BEGIN, BLOCK_END, END -> false;
        };
    }

    private String dottedName() {
        StringBuilder name = new StringBuilder(tokens.expect(Token.Kind.NAME).text());
        while (tokens.skipOperator(".")) {
            name.append('.').append(tokens.expect(Token.Kind.NAME).text());
        }
        return name.toString();
    }

    Inputs inputs() {
        tokens.expectOperator("(");
        List<Expression> positional = new ArrayList<>();
        List<Expression.Keyword> keywords = new ArrayList<>();
        Expression starred = null;
        Expression doubleStarred = null;
        while (!tokens.atOperator(")")) {
            if (tokens.skipOperator("*")) {
                starred = expression();
            } else if (tokens.skipOperator("**")) {
                doubleStarred = expression();
            } else if (tokens.at(Token.Kind.NAME) && tokens.look().isOperator("=")) {
                String name = tokens.next().text();
                tokens.next();
                keywords.add(new Expression.Keyword(name, expression()));
            } else if (keywords.isEmpty() && starred == null && doubleStarred == null) {
                positional.add(expression());
            } else {
                throw tokens.failure("invalid syntax for a call");
            }
            if (!tokens.skipOperator(",")) {
                break;
            }
        }
        tokens.expectOperator(")");
        return new Inputs(positional, keywords, starred, doubleStarred);
    }
}
