/** The walls between packages, as a test. */
@NullMarked
package io.outrider.architecture;

import org.jspecify.annotations.NullMarked;
