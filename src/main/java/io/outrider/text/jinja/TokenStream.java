package io.outrider.text.jinja;

import java.util.List;

/** The parser's reading position, and its limit on nesting. */
final class TokenStream {
    /** Levels of brackets, operators or blocks inside each other. */
    private static final int DEEPEST = 100;

    private final List<Token> tokens;
    private int position;
    private int depth;

    TokenStream(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token current() {
        return tokens.get(position);
    }

    Token look() {
        return tokens.get(Math.min(position + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = current();
        if (token.kind() != Token.Kind.END) {
            position++;
        }
        return token;
    }

    boolean at(Token.Kind kind) {
        return current().kind() == kind;
    }

    boolean atName(String name) {
        return current().isName(name);
    }

    boolean atOperator(String operator) {
        return current().isOperator(operator);
    }

    boolean skipName(String name) {
        boolean there = atName(name);
        if (there) {
            position++;
        }
        return there;
    }

    boolean skipOperator(String operator) {
        boolean there = atOperator(operator);
        if (there) {
            position++;
        }
        return there;
    }

    Token expect(Token.Kind kind) {
        if (!at(kind)) {
            throw failure("unexpected " + current());
        }
        return next();
    }

    void expectOperator(String operator) {
        if (!skipOperator(operator)) {
            throw failure("expected '" + operator + "', got " + current());
        }
    }

    void expectName(String name) {
        if (!skipName(name)) {
            throw failure("expected '" + name + "', got " + current());
        }
    }

    int line() {
        return current().line();
    }

    TemplateException failure(String message) {
        return new TemplateException("template line " + line() + ": " + message, line());
    }

    void enter() {
        if (++depth > DEEPEST) {
            throw failure("the template nests too deeply");
        }
    }

    void leave() {
        depth--;
    }
}
