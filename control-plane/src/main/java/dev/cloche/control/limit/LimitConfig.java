package dev.cloche.control.limit;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/// What each tenant may have at most. What is not set is not limited.
@ConfigMapping(prefix = "cloche.limits")
interface LimitConfig {

    /// Requests of the public API in a second, in the long run; counted by each replica.
    OptionalDouble requestsPerSecond();

    /// Requests that may come at once after a pause.
    @WithDefault("100")
    int burst();

    /// Sessions that are not over.
    OptionalInt sessions();

    /// Executions that are not over.
    OptionalInt executions();

    /// Bytes of workspaces: what sessions that are not over may take, and what is kept of others.
    Optional<MemorySize> workspaceBytes();
}
