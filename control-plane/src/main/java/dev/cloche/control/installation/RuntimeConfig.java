package dev.cloche.control.installation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;

/// Where containers run. A mapping of the prefix `cloche` alone would make every other setting of
/// that prefix an unknown one.
@ConfigMapping(prefix = "cloche.runtime")
interface RuntimeConfig {

    /// `local` (processes of this machine), `docker` (containers of an engine) or `kubernetes`
    /// (pods of a cluster); this is the setting `cloche.runtime` itself.
    @WithParentName
    @WithDefault("local")
    Kind kind();

    /// What can be chosen.
    enum Kind {
        LOCAL,
        DOCKER,
        KUBERNETES
    }
}
