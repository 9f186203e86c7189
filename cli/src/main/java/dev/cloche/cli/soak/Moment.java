package dev.cloche.cli.soak;

import dev.cloche.cli.machine.Census;
import dev.cloche.cli.machine.FileCount;
import dev.cloche.cli.machine.ProcessTable;
import dev.cloche.cli.platform.DataDirectory;
import dev.cloche.cli.platform.Parts;

/// What a platform holds at one moment.
///
/// @param when for people
/// @param cgroups of every platform on the machine
/// @param files below the data directory
record Moment(
        String when,
        Census controlPlane,
        Census postgres,
        Census executors,
        long cgroups,
        long files) {

    static Moment now(String when, DataDirectory data) {
        ProcessTable table = ProcessTable.now();
        Parts parts = Parts.of(data, table);
        return new Moment(
                when,
                Census.of(table, parts.controlPlane()),
                Census.of(table, parts.postgres()),
                Census.of(table, parts.executors()),
                FileCount.cgroups("cloche"),
                FileCount.below(data.path()));
    }
}
