/** Commands that people type; one class per command, thin over the packages that do the work. */
@NullMarked
package io.outrider.cli;

import org.jspecify.annotations.NullMarked;
