package dev.cloche.cli.chaos;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// The figures, as Markdown. Pure.
///
/// @param happened all faults
/// @param outages of the probe
/// @param successes of the callers
record Report(List<Happening> happened, List<Probe.Outage> outages, List<Tally.Success> successes) {
    private static final long AFTERWARDS_MS = 2000;

    Report {
        happened = List.copyOf(happened);
        outages = List.copyOf(outages);
        successes = List.copyOf(successes);
    }

    String markdown() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "| fault | times | longest, s | longest without answers, s | work again after it,"
                        + " p50, s | max, s |");
        lines.add("|---|--:|--:|--:|--:|--:|");
        for (Fault fault : Fault.values()) {
            List<Happening> these = happened.stream().filter(it -> it.fault() == fault).toList();
            if (!these.isEmpty()) {
                lines.add(row(fault, these));
            }
        }
        return String.join("\n", lines) + "\n";
    }

    private String row(Fault fault, List<Happening> these) {
        List<Long> recoveries = these.stream().map(this::recovery).sorted().toList();
        long longest = these.stream().mapToLong(it -> it.end() - it.start()).max().orElse(0);
        long silent = these.stream().mapToLong(this::silence).max().orElse(0);
        return String.format(
                Locale.ROOT,
                "| %s | %d | %.1f | %.1f | %.1f | %.1f |",
                fault,
                these.size(),
                longest / 1000.0,
                silent / 1000.0,
                recoveries.get(recoveries.size() / 2) / 1000.0,
                recoveries.getLast() / 1000.0);
    }

    /// The longest time without answers while it lasted or soon after.
    private long silence(Happening fault) {
        return outages.stream()
                .filter(it ->
                        it.end() >= fault.start() && it.start() <= fault.end() + AFTERWARDS_MS)
                .mapToLong(Probe.Outage::length)
                .max()
                .orElse(0);
    }

    /// How long after its end the first execution that was asked for then had its result.
    private long recovery(Happening fault) {
        return successes.stream()
                .filter(it -> it.start() >= fault.end())
                .map(it -> it.end() - fault.end())
                .min(Comparator.naturalOrder())
                .orElse(0L);
    }
}
