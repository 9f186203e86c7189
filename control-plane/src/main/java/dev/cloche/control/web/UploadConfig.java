package dev.cloche.control.web;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// How much may be uploaded.
@ConfigMapping(prefix = "cloche.files")
public interface UploadConfig {

    /// Bytes of one file or archive.
    @WithDefault("100M")
    MemorySize maxUpload();
}
