package io.outrider.text.jinja;

import java.util.Set;

/** The methods of Python's dict. */
final class DictMethods {
    static final Set<String> NAMES =
            Set.of(
                    "clear",
                    "copy",
                    "fromkeys",
                    "get",
                    "items",
                    "keys",
                    "pop",
                    "popitem",
                    "setdefault",
                    "update",
                    "values");

    private DictMethods() {}

    static Value call(Dict dict, String name, Arguments arguments) {
        return switch (name) {
            case "get" -> {
                Value found = dict.get(arguments.require(0, "key"));
                yield found != null ? found : arguments.get(1, "default", Value.Nothing.NONE);
            }
            case "items" -> Sequence.list(dict.items());
            case "keys" -> Sequence.list(dict.keys());
            case "values" -> Sequence.list(dict.values());
            case "copy" -> copy(dict);
            case "update" -> {
                if (!arguments.positional().isEmpty()
                        && arguments.positional().getFirst() instanceof Dict other) {
                    copy(other).entries().forEach(e -> dict.put(e.key(), e.value()));
                }
                arguments.named().forEach((key, value) -> dict.put(Text.template(key), value));
                yield Value.Nothing.NONE;
            }
            case "pop" -> {
                Value removed = dict.remove(arguments.require(0, "key"));
                if (removed == null && arguments.find(1, "default") == null) {
                    throw new TemplateException("pop of a missing key");
                }
                yield removed != null ? removed : arguments.require(1, "default");
            }
            case "setdefault" -> {
                Value key = arguments.require(0, "key");
                Value found = dict.get(key);
                if (found == null) {
                    found = arguments.get(1, "default", Value.Nothing.NONE);
                    dict.put(key, found);
                }
                yield found;
            }
            default -> throw new TemplateException("dict." + name + " is not supported");
        };
    }

    private static Dict copy(Dict dict) {
        Dict copy = new Dict();
        dict.entries().forEach(entry -> copy.put(entry.key(), entry.value()));
        return copy;
    }
}
