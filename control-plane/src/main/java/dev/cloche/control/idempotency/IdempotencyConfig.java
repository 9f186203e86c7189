package dev.cloche.control.idempotency;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How long the platform remembers what was asked for under a key.
@ConfigMapping(prefix = "cloche.idempotency")
interface IdempotencyConfig {

    /// How long a key is kept.
    @WithDefault("24h")
    Duration retention();
}
