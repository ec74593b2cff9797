/**
 * Benchmarks, part of {@code cli}: this server against itself and against llama-server, as child
 * processes on one machine that take turns. The client does next to nothing while answers run,
 * because the cores it would use are those that decode; one light thread per stream, all else on
 * the command's own thread.
 */
@NullMarked
package io.outrider.cli.bench;

import org.jspecify.annotations.NullMarked;
