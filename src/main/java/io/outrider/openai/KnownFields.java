package io.outrider.openai;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Fields that other servers of this protocol know and this one does not serve yet. One that asks
 * for nothing (null, an empty list, the default) passes; one that asks for something is refused,
 * because an answer without it would be wrong and nobody would notice. A few change nothing by
 * nature.
 */
final class KnownFields {
    private static final Json TRUE = new Json.Flag(true);
    private static final Json FALSE = new Json.Flag(false);
    private static final Json ZERO = new Json.Numeral("0");
    private static final Json ONE = new Json.Numeral("1");
    private static final Json MINUS_ONE = new Json.Numeral("-1");
    private static final Json EMPTY = Json.Items.NONE;
    private static final Json BARE = Json.Members.NONE;
    private static final Json TEXT_FORMAT = new Json.Members(Map.of("type", text("text")));
    private static final Json TEXT_ONLY = new Json.Items(List.of(text("text")));

    /** Accepted whatever they hold: labels, billing, caching hints. */
    private static final Set<String> WITHOUT_EFFECT =
            Set.of(
                    "metadata",
                    "parallel_tool_calls",
                    "prompt_cache_key",
                    "prompt_cache_retention",
                    "safety_identifier",
                    "service_tier",
                    "store",
                    "user");

    /** Every other known field, with the values that ask for nothing. */
    private static final Map<String, List<Json>> UNSUPPORTED = new HashMap<>();

    static {
        // OpenAI
        only("audio");
        only("best_of", ONE);
        only("echo", FALSE);
        only("function_call", text("none"), text("auto"));
        only("functions", EMPTY);
        only("logprobs", FALSE);
        only("modalities", TEXT_ONLY);
        only("prediction");
        only("reasoning_effort", text("none"));
        only("response_format", TEXT_FORMAT);
        only("suffix", text(""));
        only("tool_choice", text("none"), text("auto"));
        only("tools", EMPTY);
        only("top_logprobs", ZERO);
        only("verbosity", text("medium"));
        only("web_search_options");
        // vLLM
        only("add_generation_prompt", TRUE);
        only("add_special_tokens", TRUE);
        only("allowed_token_ids", EMPTY);
        only("bad_words", EMPTY);
        only("chat_template");
        only("chat_template_kwargs", BARE);
        only("continue_final_message", FALSE);
        only("documents", EMPTY);
        only("guided_choice");
        only("guided_grammar");
        only("guided_json");
        only("guided_regex");
        only("ignore_eos", FALSE);
        only("include_stop_str_in_output", FALSE);
        only("kv_transfer_params");
        only("length_penalty", ONE);
        only("logits_processors", EMPTY);
        only("min_tokens", ZERO);
        only("mm_processor_kwargs", BARE);
        only("priority", ZERO);
        only("prompt_embeds");
        only("prompt_logprobs");
        only("return_token_ids", FALSE);
        only("return_tokens_as_token_ids", FALSE);
        only("skip_special_tokens", TRUE);
        only("spaces_between_special_tokens", TRUE);
        only("stop_token_ids", EMPTY);
        only("structured_outputs");
        only("truncate_prompt_tokens");
        only("use_beam_search", FALSE);
        // llama-server
        only("dry_multiplier", ZERO);
        only("dynatemp_range", ZERO);
        only("grammar", text(""));
        only("id_slot", MINUS_ONE);
        only("image_data", EMPTY);
        only("json_schema");
        only("lora", EMPTY);
        only("min_keep", ZERO);
        only("mirostat", ZERO);
        only("n_indent", ZERO);
        only("n_keep", ZERO);
        only("n_probs", ZERO);
        only("post_sampling_probs", FALSE);
        only("reasoning_format", text("none"), text("auto"));
        only("return_progress", FALSE);
        only("return_tokens", FALSE);
        only("samplers");
        only("t_max_predict_ms", ZERO, MINUS_ONE);
        only("timings_per_token", FALSE);
        only("top_n_sigma", MINUS_ONE);
        only("typical_p", ONE);
        only("xtc_probability", ZERO);
    }

    private KnownFields() {}

    private static void only(String name, Json... neutral) {
        UNSUPPORTED.put(name, List.of(neutral));
    }

    private static Json text(String value) {
        return new Json.Text(value);
    }

    /** Refuses the first field that asks for something this server does not do. */
    static void check(Fields fields) {
        WITHOUT_EFFECT.forEach(fields::skip);
        fields.unread()
                .filter(UNSUPPORTED::containsKey)
                .toList()
                .forEach(name -> fields.take(name).ifPresent(value -> check(name, value)));
    }

    private static void check(String name, Json value) {
        boolean neutral =
                UNSUPPORTED.getOrDefault(name, List.of()).stream()
                        .anyMatch(each -> same(each, value));
        if (!neutral) {
            throw Unacceptable.field(
                    "unsupported_parameter",
                    name,
                    "'" + name + "' is not supported by this server");
        }
    }

    private static boolean same(Json neutral, Json value) {
        return (neutral instanceof Json.Numeral one && value instanceof Json.Numeral other)
                ? one.asDouble().equals(other.asDouble())
                : neutral.equals(value);
    }
}
