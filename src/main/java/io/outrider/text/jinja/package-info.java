/**
 * A small, sandboxed interpreter of the Jinja language, as far as chat templates use it.
 *
 * <p>One job: template text and JSON-like values in, marked text out. The stages are {@code Lexer}
 * (tokens, white-space control), {@code Parser} (a sealed syntax tree), {@code Interpreter}
 * (statements) and {@code Evaluator} (expressions). Values are the sealed family {@code Value};
 * strings are {@code Text}, which remembers which of its characters came from a user. Python's
 * behaviour is the reference (jinja2 with trim_blocks, lstrip_blocks and loop controls).
 *
 * <p>A template comes out of a downloaded file and is not trusted: it can reach nothing but the
 * values it is given, and every rendering has a budget of steps, depth and characters. Whatever
 * goes wrong is a {@code TemplateException}. A parsed {@code Template} is immutable and may be used
 * by any number of threads; everything a rendering changes belongs to that rendering alone.
 */
@NullMarked
package io.outrider.text.jinja;

import org.jspecify.annotations.NullMarked;
