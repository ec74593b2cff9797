package io.outrider.catalog;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The files to load, complete and on this disk.
 *
 * @param target the model that is served
 * @param draft the model that rides ahead; empty for plain decoding
 */
public record ModelFiles(Path target, Optional<Path> draft) {}
