package dev.cloche.control.pool;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/// How containers are kept ready; how many, each template says.
@ConfigMapping(prefix = "cloche.pool")
interface PoolConfig {

    /// What is kept ready covers as many sessions as were asked for in this time.
    @WithDefault("10s")
    Duration window();

    /// Containers that are started at the same time without being asked for, in all templates; 0
    /// for none at all.
    @WithDefault("4")
    int starts();
}
