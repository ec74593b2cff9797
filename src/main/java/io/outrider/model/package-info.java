/**
 * A forward pass as a port: what a model can be asked, and by whom.
 *
 * <p>Two sides meet here. A decoding method sees {@link io.outrider.model.Models}: one target and
 * named drafters, blocking, one session. The engine drives {@link io.outrider.model.ForwardPass}:
 * one model's context, many sessions in one batch, confined to one thread. Neither a method nor a
 * rule ever touches a cache: a model is asked <em>from the context</em>, what it lacks is
 * evaluated, and what is not committed is forgotten.
 */
@NullMarked
package io.outrider.model;

import org.jspecify.annotations.NullMarked;
