package io.outrider.text.jinja;

import io.outrider.text.jinja.Statement.Parameter;
import io.outrider.text.jinja.Statement.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Recursive descent over statements. */
final class Parser {
    private final TokenStream tokens;
    private final ExpressionParser expressions;
    private int loops;

    private Parser(TokenStream tokens) {
        this.tokens = tokens;
        this.expressions = new ExpressionParser(tokens);
    }

    static List<Statement> parse(String template) {
        Parser parser = new Parser(new TokenStream(Lexer.tokens(template)));
        return parser.body(Set.of());
    }

    /** Statements up to a block that begins with one of the words; that word is read next. */
    private List<Statement> body(Set<String> ends) {
        List<Statement> body = new ArrayList<>();
        while (true) {
            Token token = tokens.next();
            switch (token.kind()) {
                case DATA ->
                        body.add(new Statement.Data(Text.template(token.text()), token.line()));
                case VARIABLE_BEGIN -> {
                    body.add(new Statement.Print(expressions.tuple(), token.line()));
                    tokens.expect(Token.Kind.VARIABLE_END);
                }
                case BLOCK_BEGIN -> {
                    if (tokens.at(Token.Kind.NAME) && ends.contains(tokens.current().text())) {
                        return body;
                    }
                    tokens.enter();
                    body.add(statement());
                    tokens.leave();
                    tokens.expect(Token.Kind.BLOCK_END);
                }
                case END -> {
                    if (ends.isEmpty()) {
                        return body;
                    }
                    throw tokens.failure("unexpected end of template, expected one of " + ends);
                }
                case VARIABLE_END, BLOCK_END, NAME, STRING, INTEGER, FLOAT, OPERATOR ->
                        throw tokens.failure("unexpected " + token);
            }
        }
    }

    private List<Statement> bodyUntil(String end) {
        tokens.expect(Token.Kind.BLOCK_END);
        List<Statement> body = body(Set.of(end));
        tokens.next();
        return body;
    }

    private Statement statement() {
        Token tag = tokens.expect(Token.Kind.NAME);
        int line = tag.line();
        return switch (tag.text()) {
            case "if" -> conditional(line);
            case "for" -> loop(line);
            case "set" -> set(line);
            case "macro" -> {
                String name = tokens.expect(Token.Kind.NAME).text();
                Statement.Parameters parameters = parameters();
                yield new Statement.Macro(name, parameters, outsideLoops("endmacro"), line);
            }
            case "call" -> callBlock(line);
            case "filter" -> {
                Expression filter = filterChain();
                yield new Statement.FilterBlock(filter, outsideLoops("endfilter"), line);
            }
            case "with" -> with(line);
            case "generation" -> new Statement.Generation(outsideLoops("endgeneration"), line);
            case "break" -> {
                requireLoop(tag);
                yield new Statement.Break(line);
            }
            case "continue" -> {
                requireLoop(tag);
                yield new Statement.Continue(line);
            }
            default -> throw tokens.failure("tag '" + tag.text() + "' is not supported");
        };
    }

    private void requireLoop(Token tag) {
        if (loops == 0) {
            throw tokens.failure(tag + " outside of a loop");
        }
    }

    /** A body of its own, from which a loop around it cannot be left. */
    private List<Statement> outsideLoops(String end) {
        int outer = loops;
        loops = 0;
        List<Statement> body = bodyUntil(end);
        loops = outer;
        return body;
    }

    private Statement conditional(int line) {
        List<Statement.Branch> branches = new ArrayList<>();
        int branchLine = line;
        while (true) {
            Expression condition = expressions.tuple();
            tokens.expect(Token.Kind.BLOCK_END);
            List<Statement> body = body(Set.of("elif", "else", "endif"));
            branches.add(new Statement.Branch(condition, body, branchLine));
            Token next = tokens.next();
            branchLine = next.line();
            if (next.isName("endif")) {
                return new Statement.If(branches, List.of(), line);
            }
            if (next.isName("else")) {
                return new Statement.If(branches, bodyUntil("endif"), line);
            }
        }
    }

    private Statement loop(int line) {
        Target target = target();
        tokens.expectName("in");
        Expression items = expressions.iterable();
        Expression condition = tokens.skipName("if") ? expressions.expression() : null;
        if (tokens.atName("recursive")) {
            throw tokens.failure("recursive loops are not supported");
        }
        tokens.expect(Token.Kind.BLOCK_END);
        loops++;
        List<Statement> body = body(Set.of("else", "endfor"));
        loops--;
        List<Statement> otherwise = tokens.next().isName("else") ? bodyUntil("endfor") : List.of();
        return new Statement.For(target, items, condition, body, otherwise, line);
    }

    private Statement set(int line) {
        Target target = target();
        if (tokens.skipOperator("=")) {
            return new Statement.Assign(target, expressions.tuple(), line);
        }
        Expression filter = tokens.atOperator("|") ? filterChain() : null;
        return new Statement.AssignBlock(target, filter, outsideLoops("endset"), line);
    }

    private Expression filterChain() {
        Expression filter = expressions.filter(null);
        while (tokens.atOperator("|")) {
            filter = expressions.filter(filter);
        }
        return filter;
    }

    private Statement with(int line) {
        List<Statement.Binding> bindings = new ArrayList<>();
        while (!tokens.at(Token.Kind.BLOCK_END)) {
            if (!bindings.isEmpty()) {
                tokens.expectOperator(",");
            }
            Target target = singleTarget();
            tokens.expectOperator("=");
            bindings.add(new Statement.Binding(target, expressions.expression()));
        }
        return new Statement.With(bindings, bodyUntil("endwith"), line);
    }

    private Statement callBlock(int line) {
        Statement.Parameters parameters =
                tokens.atOperator("(") ? parameters() : new Statement.Parameters(List.of());
        if (!(expressions.expression() instanceof Expression.Call call)) {
            throw tokens.failure("expected a call");
        }
        return new Statement.CallBlock(call, parameters, outsideLoops("endcall"), line);
    }

    private Statement.Parameters parameters() {
        List<Parameter> parameters = new ArrayList<>();
        tokens.expectOperator("(");
        while (!tokens.atOperator(")")) {
            String name = tokens.expect(Token.Kind.NAME).text();
            Expression otherwise = tokens.skipOperator("=") ? expressions.expression() : null;
            parameters.add(new Parameter(name, otherwise));
            if (!tokens.skipOperator(",")) {
                break;
            }
        }
        tokens.expectOperator(")");
        return new Statement.Parameters(parameters);
    }

    private Target target() {
        Target first = singleTarget();
        if (!tokens.atOperator(",")) {
            return first;
        }
        List<Target> targets = new ArrayList<>(List.of(first));
        while (tokens.skipOperator(",") && !tokens.atName("in") && !tokens.atOperator("=")) {
            targets.add(singleTarget());
        }
        return new Statement.TupleTarget(targets);
    }

    private Target singleTarget() {
        if (tokens.skipOperator("(")) {
            tokens.enter();
            Target inner = target();
            tokens.leave();
            tokens.expectOperator(")");
            return inner;
        }
        String name = tokens.expect(Token.Kind.NAME).text();
        if (tokens.skipOperator(".")) {
            String attribute = tokens.expect(Token.Kind.NAME).text();
            return new Statement.AttributeTarget(name, attribute);
        }
        return new Statement.NameTarget(name);
    }
}
