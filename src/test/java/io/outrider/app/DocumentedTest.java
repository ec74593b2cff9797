package io.outrider.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.outrider.catalog.Catalog;
import io.outrider.catalog.Preset;
import io.outrider.method.Guarantee;
import io.outrider.method.Methods;
import io.outrider.openai.HttpSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What people read must be what the code does. */
final class DocumentedTest {
    private static String readme() throws IOException {
        return Files.readString(Path.of("README.md"));
    }

    @Test
    void everyMethodHasARowInTheReadme() throws IOException {
        for (String method : Methods.byName().keySet()) {
            assertThat(readme()).as(method).containsPattern("(?m)^\\| `" + method + "` \\|");
        }
    }

    @Test
    void everySettingIsInTheReadme() throws IOException {
        SettingNames names =
                new SettingNames(
                        List.of(
                                new SettingNames.Prefixed("OUTRIDER_", OutriderConfig.class),
                                new SettingNames.Prefixed("OUTRIDER_HTTP_", HttpSettings.class)));
        for (String name : names.known()) {
            if (!name.equals("OUTRIDER_HTTP")) {
                assertThat(readme()).as(name).contains("`" + name + "`");
            }
        }
    }

    @Test
    void everyPresetsDefaultMethodExistsAndIsLossless() {
        for (Preset preset : Catalog.bundled().presets()) {
            assertThat(Methods.byName()).as(preset.id()).containsKey(preset.defaultMethod());
            assertThat(Methods.byName())
                    .hasEntrySatisfying(
                            preset.defaultMethod(),
                            method -> assertThat(method.guarantee()).isEqualTo(Guarantee.LOSSLESS));
        }
    }

    @Test
    void readmeLinksLeadSomewhere() throws IOException {
        var links = Pattern.compile("\\]\\((?!http|#)([^)#]+)").matcher(readme());
        while (links.find()) {
            assertThat(Path.of(links.group(1))).exists();
        }
    }
}
