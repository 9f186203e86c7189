package dev.cloche.control.container;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/// How many containers there may be, and how long each phase of them may last.
@ConfigMapping(prefix = "cloche.containers")
interface ContainerConfig {

    /// How many may live at once.
    @WithDefault("32")
    int max();

    /// How long an executor may take until it reports.
    @WithDefault("60s")
    Duration startLimit();

    /// How long an executor may be silent; it reports every 5 seconds.
    @WithDefault("15s")
    Duration silenceLimit();

    /// How long an executor lives without reaching its control plane while nothing runs in it.
    @WithDefault("1h")
    Duration orphanLimit();

    /// How long log and files of a container are kept when it is over; not less than those of
    /// sessions.
    @WithDefault("25h")
    Duration retention();

    /// Where executors reach this control plane; the address that it listens on when absent.
    Optional<String> controlPlaneUrl();

    /// A port for the internal API alone, which the public port then does not serve.
    Optional<Integer> internalPort();
}
