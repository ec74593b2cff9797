package io.outrider.method;

import io.outrider.acceptance.BlockRule;
import io.outrider.acceptance.RejectionRule;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Every decoding method by its name on the wire, in config, in metrics and in the docs. */
public final class Methods {
    /** Lets the engine choose, among lossless ones only. */
    public static final String AUTO = "auto";

    /** Ordinary decoding. */
    public static final String PLAIN = "none";

    /** A chain by the draft model. */
    public static final String CHAIN = "chain";

    /** A chain found in the context. */
    public static final String LOOKUP = "prompt-lookup";

    private static final Map<String, DecodingMethod> ALL = all();

    private Methods() {}

    /** In the order in which people should read about them. */
    public static Map<String, DecodingMethod> byName() {
        return ALL;
    }

    private static Map<String, DecodingMethod> all() {
        Map<String, DecodingMethod> methods = new LinkedHashMap<>();
        methods.put(AUTO, new AutoSpeculation());
        methods.put(PLAIN, new PlainDecoding());
        methods.put(CHAIN, new ChainSpeculation(new RejectionRule()));
        methods.put("block", new ChainSpeculation(new BlockRule()));
        methods.put(LOOKUP, new PromptLookup());
        return Collections.unmodifiableMap(methods);
    }
}
