package dev.cloche.control.execution;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How long executions may wait and be silent.
@ConfigMapping(prefix = "cloche.executions")
interface ExecutionConfig {

    /// How long a running execution may go without a heartbeat.
    @WithDefault("15s")
    Duration heartbeatLimit();

    /// How long an execution may wait to begin: for its session, for packages, for its turn. The
    /// pauses between attempts do not count.
    @WithDefault("1h")
    Duration pendingLimit();

    /// After how much silence readers of events are told that somebody is still here; proxies cut
    /// connections that are idle for 30 seconds or more.
    @WithDefault("15s")
    Duration keepAlive();

    /// How long the report of a cancelled execution may take.
    @WithDefault("10s")
    Duration cancelLimit();

    /// How many executions are written down and handed over at the same time, at most; what comes
    /// when there are as many is refused. As long as the platform keeps up there are a few.
    @WithDefault("256")
    int acceptedAtOnce();

    /// After which an execution that is not known to run is handed to its executor again.
    @WithDefault("3s")
    Duration repeatAfter();
}
