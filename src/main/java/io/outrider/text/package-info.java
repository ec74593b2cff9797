/**
 * Tokens to text and text to tokens, as far as no native code is needed.
 *
 * <p>One job: everything between a conversation and token ids, and between token bytes and the text
 * a client sees. {@code ChatTemplate} renders messages to {@code Piece}s that remember what came
 * from a user; {@code SpecialText} keeps users from writing control tokens; {@code PromptGuard}
 * refuses what would hurt the native tokenizer, whose port is {@code Tokenizer}; {@code
 * Detokenizer} and {@code StopScanner} turn emitted bytes into text that is safe to send.
 *
 * <p>Templates, guards and special texts are immutable and shared by all threads; detokenizers and
 * stop scanners belong to one session and its thread.
 */
@NullMarked
package io.outrider.text;

import org.jspecify.annotations.NullMarked;
