package dev.cloche.cli.chaos;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/// What is to be done.
///
/// @param length how long there are faults
record Plan(long seed, Duration length, int callers, int replicas) {

    /// The faults, in their order.
    List<Planned> faults(boolean small) {
        return Schedule.of(
                seed,
                length,
                Arrays.stream(Fault.values())
                        .filter(it -> small || it != Fault.DISK_FULL)
                        .toList());
    }
}
