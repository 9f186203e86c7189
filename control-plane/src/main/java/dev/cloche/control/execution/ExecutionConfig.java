package dev.cloche.control.execution;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How long executions may be silent.
@ConfigMapping(prefix = "cloche.executions")
interface ExecutionConfig {

    /// How long a running execution may go without a heartbeat.
    @WithDefault("15s")
    Duration heartbeatLimit();

    /// How long the report of a cancelled execution may take.
    @WithDefault("10s")
    Duration cancelLimit();

    /// After which an execution that is not known to run is handed to its executor again.
    @WithDefault("3s")
    Duration repeatAfter();
}
