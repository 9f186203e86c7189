package dev.cloche.control.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How long records are kept.
@ConfigMapping(prefix = "cloche.records")
interface RetentionConfig {

    /// How long executions, sessions, containers and deleted templates are remembered when they are
    /// over. Not less than files are kept.
    @WithDefault("30d")
    Duration retention();

    /// How many of one kind are forgotten in one statement.
    @WithDefault("1000")
    int batch();
}
