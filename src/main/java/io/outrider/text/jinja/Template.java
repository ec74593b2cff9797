package io.outrider.text.jinja;

import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * A parsed template. Immutable, usable by any number of threads.
 *
 * <p>Values given to it are JSON-like: null, String, Boolean, the usual numbers, Iterable and Map.
 */
public final class Template {
    private static final int LONGEST = 1 << 20;

    private final List<Statement> body;

    private Template(List<Statement> body) {
        this.body = body;
    }

    /**
     * @throws TemplateException on wrong or unsupported syntax, or above a million characters
     */
    public static Template parse(String source) {
        if (source.length() > LONGEST) {
            throw new TemplateException("the template is longer than " + LONGEST + " characters");
        }
        return new Template(Parser.parse(source));
    }

    /**
     * Renders once.
     *
     * @param trusted variables whose strings count as the template's own text
     * @param user variables whose strings stay marked as a user's; they win over trusted ones
     * @param clock what {@code strftime_now} reads
     * @return the text in stretches of one origin, neighbours differing, none empty
     * @throws TemplateException when the template refuses, fails or uses up its budget
     */
    public List<Run> render(Map<String, ?> trusted, Map<String, ?> user, Clock clock) {
        Budget budget = new Budget();
        Scope scope = new Scope(new Globals(budget, clock).scope());
        trusted.forEach((name, value) -> scope.set(name, Conversion.trusted(value)));
        user.forEach((name, value) -> scope.set(name, Conversion.user(value)));
        try {
            return new Interpreter(budget).render(body, scope).runs();
        } catch (TemplateException failure) {
            throw failure.at(budget.line());
        }
    }
}
