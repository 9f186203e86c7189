package dev.cloche.control.installation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/// Where containers run.
@ConfigMapping(prefix = "cloche")
interface RuntimeConfig {

    /// `local` (processes of this machine) or `kubernetes` (pods of a cluster).
    @WithDefault("local")
    Kind runtime();

    /// What can be chosen.
    enum Kind {
        LOCAL,
        KUBERNETES
    }
}
