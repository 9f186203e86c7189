package dev.cloche.cli.bench.report;

import dev.cloche.cli.machine.Host;
import java.time.LocalDate;
import java.util.List;

/// Under which circumstances something was measured.
///
/// @param versions of what takes part
/// @param command that measured it
public record Setting(Host host, LocalDate date, List<String> versions, String command) {

    public Setting {
        versions = List.copyOf(versions);
    }
}
