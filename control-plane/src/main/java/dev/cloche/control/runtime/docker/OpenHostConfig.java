package dev.cloche.control.runtime.docker;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.github.dockerjava.api.model.HostConfig;
import java.util.List;

/// With nothing in `/proc` covered: the kernel lets a sandbox have a `/proc` of its own only where
/// that of its container is whole. The library has no words for that.
final class OpenHostConfig extends HostConfig {

    private static final long serialVersionUID = 1L;

    /// Nothing is hidden.
    @JsonProperty("MaskedPaths")
    List<String> maskedPaths() {
        return List.of();
    }

    /// Nothing is read-only for that reason alone; what user 1000 may not write it still may not.
    @JsonProperty("ReadonlyPaths")
    List<String> readonlyPaths() {
        return List.of();
    }
}
