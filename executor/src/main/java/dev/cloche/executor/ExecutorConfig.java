package dev.cloche.executor;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.Optional;

/// What can be set about an executor, beside what it is told at its start.
@ConfigMapping(prefix = "cloche.executor")
interface ExecutorConfig {

    /// How many runs run at once.
    @WithDefault("256")
    int runsAtOnce();

    /// How many of them, for each processor, may have begun a moment ago.
    @WithDefault("4")
    int runsBeginningPerProcessor();

    /// How many more wait, for each processor: they are done within a few seconds when they are
    /// short. 512 may wait in any case.
    @WithDefault("128")
    int runsWaitingPerProcessor();

    /// How many files are put in, taken out or looked at at once.
    @WithDefault("48")
    int filesAtOnce();

    /// Whether sandboxes wait for runs; without, each run has bubblewrap make it one.
    @WithDefault("true")
    boolean waiting();

    /// Where metrics can be read, by everybody who reaches that port; nowhere when absent.
    Optional<Integer> metricsPort();

    /// Where files for runs are laid out, in a private directory.
    @WithDefault("${java.io.tmpdir:/tmp}")
    Path files();

    /// The program that builds the walls.
    @WithDefault("/usr/bin/bwrap")
    Path bubblewrap();
}
