package io.outrider.text;

import io.outrider.text.jinja.Run;
import io.outrider.text.jinja.Template;
import io.outrider.text.jinja.TemplateException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model's chat template: conversations to prompts, as Hugging Face renders them. Immutable.
 *
 * <p>Every string in the messages, tools and other variables is the user's and stays marked so;
 * only the template's own text and the special tokens named in {@link #TRUSTED} count as template.
 */
public final class ChatTemplate {
    /** Variables whose strings are the model's own; nobody else may set them. */
    public static final Set<String> TRUSTED =
            Set.of("bos_token", "eos_token", "unk_token", "pad_token", "sep_token", "cls_token");

    private final Template template;
    private final Clock clock;
    private final ContentShape shape;

    private ChatTemplate(Template template, Clock clock) {
        this.template = template;
        this.clock = clock;
        this.shape = ContentShape.of(this::probe);
    }

    /**
     * @throws TemplateException on wrong or unsupported syntax
     */
    public static ChatTemplate parse(String jinja) {
        return parse(jinja, Clock.system(ZoneId.systemDefault()));
    }

    /**
     * @param clock what the template sees as the present
     * @throws TemplateException on wrong or unsupported syntax
     */
    public static ChatTemplate parse(String jinja, Clock clock) {
        return new ChatTemplate(Template.parse(jinja), clock);
    }

    /**
     * Renders a conversation. Lists of text parts become one string where the template can only
     * print strings, and strings become lists of one part where it only understands lists.
     *
     * @param extras further variables: {@code add_generation_prompt}, {@code tools}, the special
     *     tokens, anything from chat_template_kwargs; {@code tools} and {@code documents} are none
     *     unless given
     * @return the prompt in order; neighbours differ in source, no text is empty
     * @throws TemplateException when the template refuses the conversation ({@link
     *     TemplateException#raisedByTemplate()}), fails, or uses up its budget
     */
    public List<Piece> render(
            List<Message> messages, Map<String, ? extends @Nullable Object> extras) {
        List<Map<String, @Nullable Object>> shaped = new ArrayList<>(messages.size());
        for (Message message : messages) {
            shaped.add(shape.fit(message).fields());
        }
        return pieces(shaped, extras);
    }

    private List<Piece> pieces(
            List<Map<String, @Nullable Object>> messages,
            Map<String, ? extends @Nullable Object> extras) {
        Map<String, @Nullable Object> trusted = new LinkedHashMap<>();
        Map<String, @Nullable Object> user = new LinkedHashMap<>();
        user.put("tools", null);
        user.put("documents", null);
        extras.forEach((name, value) -> (TRUSTED.contains(name) ? trusted : user).put(name, value));
        user.put("messages", messages);
        List<Piece> pieces = new ArrayList<>();
        for (Run run : template.render(trusted, user, clock)) {
            pieces.add(run.fromUser() ? Piece.user(run.text()) : Piece.template(run.text()));
        }
        return pieces;
    }

    private String probe(Message message) {
        Map<String, Object> extras =
                Map.of("bos_token", "", "eos_token", "", "add_generation_prompt", true);
        StringBuilder text = new StringBuilder();
        pieces(List.of(message.fields()), extras).forEach(piece -> text.append(piece.text()));
        return text.toString();
    }
}
