package dev.cloche.control.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How long sessions may last.
@ConfigMapping(prefix = "cloche.sessions")
interface SessionConfig {

    /// How long a session may stay in creating.
    @WithDefault("90s")
    Duration patience();

    /// How long a session may live, however busy it is.
    @WithDefault("6h")
    Duration lifetime();

    /// How long the files of a session are kept when it is over.
    @WithDefault("24h")
    Duration retention();
}
