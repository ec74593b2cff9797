package io.outrider.text.jinja;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Cuts a template into data and tags, with trim_blocks and lstrip_blocks on: the first newline
 * after a block or comment goes, and so do blanks between a line's start and a block or comment.
 */
final class Lexer {
    private static final String CLOSERS = ")]}";
    private static final String OPENERS = "([{";

    private final String source;
    private final List<Token> tokens = new ArrayList<>();
    private int position;
    private int line = 1;
    private int counted;
    private boolean lineStarting = true;

    private Lexer(String source) {
        this.source = source;
    }

    static List<Token> tokens(String template) {
        String source = template.replace("\r\n", "\n").replace('\r', '\n');
        if (source.endsWith("\n")) {
            source = source.substring(0, source.length() - 1);
        }
        Lexer lexer = new Lexer(source);
        lexer.root();
        return lexer.tokens;
    }

    private void root() {
        while (position < source.length()) {
            int tag = nextTag(position);
            if (tag < 0) {
                data(source.substring(position), position);
                position = source.length();
                break;
            }
            int after = rawStart(tag);
            if (after >= 0) {
                data(beforeTag(position, tag), position);
                raw(after);
                continue;
            }
            data(beforeTag(position, tag), position);
            char kind = source.charAt(tag + 1);
            position = tag + 2;
            if (position < source.length() && isSign(source.charAt(position))) {
                position++;
            }
            switch (kind) {
                case '#' -> comment();
                case '{' -> inside(Token.Kind.VARIABLE_BEGIN, Token.Kind.VARIABLE_END, "}}", tag);
                default -> inside(Token.Kind.BLOCK_BEGIN, Token.Kind.BLOCK_END, "%}", tag);
            }
            lineStarting = source.charAt(position - 1) == '\n';
        }
        tokens.add(new Token(Token.Kind.END, "", lineAt(source.length())));
    }

    private int nextTag(int from) {
        for (int i = from; i + 1 < source.length(); i++) {
            if (source.charAt(i) == '{' && "%{#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private void data(String text, int at) {
        if (!text.isEmpty()) {
            tokens.add(new Token(Token.Kind.DATA, text, lineAt(at)));
        }
    }

    /** The text up to a tag, stripped as the tag's sign or lstrip_blocks asks. */
    private String beforeTag(int from, int tag) {
        String text = source.substring(from, tag);
        char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
        if (sign == '-') {
            return text.substring(0, Characters.stripEnd(text, 0, text.length()));
        }
        if (sign != '+' && source.charAt(tag + 1) != '{') {
            int lineStart = text.lastIndexOf('\n') + 1;
            boolean wholeLine = lineStart > 0 || lineStarting;
            if (wholeLine && Characters.stripEnd(text, lineStart, text.length()) == lineStart) {
                return text.substring(0, lineStart);
            }
        }
        return text;
    }

    /** Where the body of a raw block begins, or -1 if the tag is none. */
    private int rawStart(int tag) {
        return wordTag(tag, "raw", "");
    }

    /** The offset behind <code>{% word %}</code> at a tag, or -1. */
    private int wordTag(int tag, String word, String trimmed) {
        if (source.charAt(tag + 1) != '%') {
            return -1;
        }
        int at = tag + 2;
        if (at < source.length() && isSign(source.charAt(at))) {
            at++;
        }
        at = skipSpace(at);
        if (!source.startsWith(word, at)) {
            return -1;
        }
        at = skipSpace(at + word.length());
        if (source.startsWith("-%}", at)) {
            return skipSpace(at + 3);
        }
        if (!trimmed.isEmpty() && source.startsWith("+%}", at)) {
            return at + 3;
        }
        if (!source.startsWith("%}", at)) {
            return -1;
        }
        return source.startsWith("\n", at + 2) && !trimmed.isEmpty() ? at + 3 : at + 2;
    }

    private void raw(int from) {
        lineStarting = source.charAt(from - 1) == '\n';
        for (int tag = nextTag(from); tag >= 0; tag = nextTag(tag + 1)) {
            int after = wordTag(tag, "endraw", "\n");
            if (after >= 0) {
                data(beforeTag(from, tag), from);
                position = after;
                lineStarting = source.charAt(after - 1) == '\n';
                return;
            }
        }
        throw new TemplateException("raw block is never closed", lineAt(from));
    }

    private void comment() {
        int end = source.indexOf("#}", position);
        if (end < 0) {
            throw new TemplateException("comment is never closed", lineAt(position));
        }
        char sign = end > position ? source.charAt(end - 1) : ' ';
        position = afterTag(end + 2, sign);
    }

    private int afterTag(int at, char sign) {
        if (sign == '-') {
            return skipSpace(at);
        }
        return sign != '+' && source.startsWith("\n", at) ? at + 1 : at;
    }

    private void inside(Token.Kind begin, Token.Kind end, String closer, int tag) {
        tokens.add(new Token(begin, source.substring(tag, tag + 2), lineAt(tag)));
        Deque<Character> open = new ArrayDeque<>();
        while (true) {
            position = skipSpace(position);
            if (position >= source.length()) {
                throw new TemplateException("tag is never closed", lineAt(tag));
            }
            if (open.isEmpty() && close(end, closer)) {
                return;
            }
            position = expressionToken(open);
        }
    }

    private boolean close(Token.Kind end, String closer) {
        char sign = source.charAt(position);
        boolean signed = sign == '-' || (sign == '+' && end == Token.Kind.BLOCK_END);
        if (!source.startsWith(closer, signed ? position + 1 : position)) {
            return false;
        }
        tokens.add(new Token(end, closer, lineAt(position)));
        int after = position + closer.length() + (signed ? 1 : 0);
        if (end == Token.Kind.VARIABLE_END) {
            position = signed ? skipSpace(after) : after;
        } else {
            position = afterTag(after, signed ? sign : ' ');
        }
        return true;
    }

    private int expressionToken(Deque<Character> open) {
        int start = position;
        char c = source.charAt(start);
        int at = lineAt(start);
        if (c == '"' || c == '\'') {
            int end = Literals.stringEnd(source, start, at);
            String text = Literals.unescape(source.substring(start + 1, end - 1), at);
            tokens.add(new Token(Token.Kind.STRING, text, at));
            return end;
        }
        if (c >= '0' && c <= '9') {
            boolean afterDot = start > 0 && source.charAt(start - 1) == '.';
            int end = Literals.floatEnd(source, start);
            if (end > 0 && !afterDot) {
                tokens.add(new Token(Token.Kind.FLOAT, source.substring(start, end), at));
                return end;
            }
            end = Literals.integerEnd(source, start);
            tokens.add(new Token(Token.Kind.INTEGER, source.substring(start, end), at));
            return end;
        }
        if (Character.isUnicodeIdentifierStart(c) || c == '_') {
            int end = start + 1;
            while (end < source.length()
                    && Character.isUnicodeIdentifierPart(source.charAt(end))
                    && !Character.isIdentifierIgnorable(source.charAt(end))) {
                end++;
            }
            tokens.add(new Token(Token.Kind.NAME, source.substring(start, end), at));
            return end;
        }
        String operator = operator(start, at);
        balance(operator, open, at);
        tokens.add(new Token(Token.Kind.OPERATOR, operator, at));
        return start + operator.length();
    }

    private String operator(int start, int at) {
        for (String two : List.of("**", "//", "==", "!=", ">=", "<=")) {
            if (source.startsWith(two, start)) {
                return two;
            }
        }
        String one = source.substring(start, start + 1);
        if ("+-*/%~[](){}><=.:|,;".contains(one)) {
            return one;
        }
        throw new TemplateException("unexpected character '" + one + "'", at);
    }

    private static void balance(String operator, Deque<Character> open, int at) {
        char c = operator.charAt(0);
        if (operator.length() == 1 && OPENERS.indexOf(c) >= 0) {
            open.push(c);
        } else if (operator.length() == 1 && CLOSERS.indexOf(c) >= 0) {
            if (open.isEmpty() || OPENERS.indexOf(open.pop()) != CLOSERS.indexOf(c)) {
                throw new TemplateException("unexpected '" + c + "'", at);
            }
        }
    }

    private int skipSpace(int from) {
        return Characters.stripStart(source, from, source.length());
    }

    private static boolean isSign(char c) {
        return c == '-' || c == '+';
    }

    private int lineAt(int offset) {
        // Offsets are asked for in almost ascending order: count on from the last answer.
        if (offset < counted) {
            counted = 0;
            line = 1;
        }
        for (; counted < offset; counted++) {
            if (source.charAt(counted) == '\n') {
                line++;
            }
        }
        return line;
    }
}
