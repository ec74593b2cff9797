/** Tests of the wire, against an engine that plays scripts. */
@NullMarked
package io.outrider.openai;

import org.jspecify.annotations.NullMarked;
