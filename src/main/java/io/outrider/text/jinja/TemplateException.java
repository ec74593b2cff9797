package io.outrider.text.jinja;

import java.util.OptionalInt;

/**
 * A template could not be parsed or rendered: wrong syntax, an unsupported construct, a budget used
 * up, an operation on values that do not fit, or the template's own {@code raise_exception}.
 *
 * <p>The message is meant for the person who sent the request or chose the model; it may quote the
 * template and must be bounded before it reaches a log.
 */
public final class TemplateException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_MESSAGE = 1000;

    private final int line;
    private final boolean raised;

    TemplateException(String message) {
        this(message, 0, false);
    }

    TemplateException(String message, int line) {
        this(message, line, false);
    }

    private TemplateException(String message, int line, boolean raised) {
        super(message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE) : message);
        this.line = line;
        this.raised = raised;
    }

    /** What {@code raise_exception} throws. */
    static TemplateException raised(String message) {
        return new TemplateException(message, 0, true);
    }

    /** The same failure with the line of the statement that was running, if none is known yet. */
    TemplateException at(int where) {
        if (line > 0 || where <= 0) {
            return this;
        }
        String message = getMessage() == null ? "" : getMessage();
        if (!raised) {
            message = "template line " + where + ": " + message;
        }
        TemplateException located = new TemplateException(message, where, raised);
        located.initCause(this);
        return located;
    }

    /** Line of the template, counted from 1, where known. */
    public OptionalInt line() {
        return line > 0 ? OptionalInt.of(line) : OptionalInt.empty();
    }

    /** Whether the template itself refused the conversation ({@code raise_exception}). */
    public boolean raisedByTemplate() {
        return raised;
    }
}
