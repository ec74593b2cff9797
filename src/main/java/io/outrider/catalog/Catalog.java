package io.outrider.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything that {@code config/models.yaml}, {@code presets.yaml} and {@code natives.yaml} pin.
 *
 * <p>Reading is strict: an unknown field, a missing one, a duplicate id or a preset that names an
 * unknown model is a {@link CatalogException} naming the file.
 */
public record Catalog(List<ModelEntry> models, List<Preset> presets, List<NativeBuild> natives) {

    /** The preset that needs only a short download. */
    public static final String SMALL = "small";

    private static final String FOLDER = "config/";
    private static final ObjectMapper YAML =
            new ObjectMapper(
                            YAMLFactory.builder()
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private record ModelsFile(
            @JsonProperty(value = "models", required = true) List<ModelEntry> models) {}

    private record PresetsFile(
            @JsonProperty(value = "presets", required = true) List<Preset> presets) {}

    private record NativesFile(
            @JsonProperty(value = "natives", required = true) List<NativeBuild> natives) {}

    public Catalog {
        models = List.copyOf(models);
        presets = List.copyOf(presets);
        natives = List.copyOf(natives);
        Set<String> ids = unique("model", models, ModelEntry::id);
        unique("preset", presets, Preset::id);
        unique("native build", natives, NativeBuild::id);
        for (Preset preset : presets) {
            for (String model : preset.models()) {
                if (!ids.contains(model)) {
                    throw new CatalogException(
                            "Preset %s names the model %s, which is not in the catalog."
                                    .formatted(preset.id(), model));
                }
            }
        }
    }

    /** The catalog inside the jar. */
    public static Catalog bundled() {
        ClassLoader loader = Catalog.class.getClassLoader();
        return read(
                name -> {
                    @Nullable InputStream stream = loader.getResourceAsStream(FOLDER + name);
                    if (stream == null) {
                        throw new CatalogException(
                                FOLDER + name + " is not on the class path: broken build");
                    }
                    return stream;
                });
    }

    /** The catalog in a folder, instead of the one in the jar. */
    public static Catalog from(Path folder) {
        return read(name -> Files.newInputStream(folder.resolve(name)));
    }

    /** The model with this id. */
    public ModelEntry model(String id) {
        return models.stream()
                .filter(model -> model.id().equals(id))
                .findFirst()
                .orElseThrow(() -> unknown("model", id, models, ModelEntry::id));
    }

    /** The preset with this id. */
    public Preset preset(String id) {
        return presets.stream()
                .filter(preset -> preset.id().equals(id))
                .findFirst()
                .orElseThrow(() -> unknown("preset", id, presets, Preset::id));
    }

    /** The models of a preset, target first. */
    public List<ModelEntry> models(Preset preset) {
        return preset.models().stream().map(this::model).toList();
    }

    /** The build for a platform and backend, if one is pinned. */
    public Optional<NativeBuild> nativeBuild(Platform platform, NativeBuild.Backend backend) {
        return natives.stream()
                .filter(build -> build.platform() == platform && build.backend() == backend)
                .findFirst();
    }

    private interface Opener {
        InputStream open(String name) throws IOException;
    }

    private static Catalog read(Opener opener) {
        return new Catalog(
                read(opener, "models.yaml", ModelsFile.class).models(),
                read(opener, "presets.yaml", PresetsFile.class).presets(),
                read(opener, "natives.yaml", NativesFile.class).natives());
    }

    private static <T> T read(Opener opener, String name, Class<T> type) {
        try (InputStream stream = opener.open(name)) {
            return YAML.readValue(stream, type);
        } catch (JsonProcessingException e) {
            throw new CatalogException(
                    "%s cannot be read: %s".formatted(name, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new CatalogException("%s cannot be read: %s".formatted(name, e), e);
        }
    }

    private static <T> Set<String> unique(String what, List<T> all, Function<T, String> id) {
        Set<String> seen = new HashSet<>();
        for (T each : all) {
            if (!seen.add(id.apply(each))) {
                throw new CatalogException(
                        "The " + what + " " + id.apply(each) + " appears twice.");
            }
        }
        return seen;
    }

    private static <T> CatalogException unknown(
            String what, String id, List<T> all, Function<T, String> ids) {
        return new CatalogException(
                "There is no %s '%s'. Known: %s."
                        .formatted(
                                what, id, all.stream().map(ids).collect(Collectors.joining(", "))));
    }
}
