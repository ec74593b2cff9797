package io.outrider.text.jinja;

import java.math.BigInteger;

/** A value inside a template. Mirrors the Python types that templates can tell apart. */
sealed interface Value
        permits Text,
                Sequence,
                Dict,
                Namespace,
                Loop,
                Value.Undefined,
                Value.Nothing,
                Value.Truth,
                Value.Whole,
                Value.Real,
                Value.Function {

    /** What a missing variable or attribute evaluates to; the hint says what was missing. */
    record Undefined(String hint) implements Value {
        static final Undefined PLAIN = new Undefined("value is undefined");

        TemplateException failure() {
            return new TemplateException(hint);
        }
    }

    /** Python's None. */
    enum Nothing implements Value {
        NONE
    }

    /** Python's bool. */
    enum Truth implements Value {
        TRUE,
        FALSE;

        static Truth of(boolean value) {
            return value ? TRUE : FALSE;
        }
    }

    /** Python's int; the size is bounded. */
    record Whole(BigInteger value) implements Value {
        private static final int MOST_BITS = 4096;

        public Whole {
            if (value.bitLength() > MOST_BITS) {
                throw new TemplateException("a number has more than " + MOST_BITS + " bits");
            }
        }

        static Whole of(long value) {
            return new Whole(BigInteger.valueOf(value));
        }

        /** As an index or a count; values beyond the range of int are pulled to its ends. */
        int clamped() {
            return value.bitLength() < Integer.SIZE
                    ? value.intValue()
                    : value.signum() < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
        }
    }

    /** Python's float. */
    record Real(double value) implements Value {}

    /** Something that can be called: a macro, a method bound to its receiver, a global function. */
    record Function(String name, Body body) implements Value {
        @FunctionalInterface
        interface Body {
            Value call(Arguments arguments);
        }
    }
}
