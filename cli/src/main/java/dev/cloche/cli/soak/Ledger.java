package dev.cloche.cli.soak;

import dev.cloche.cli.machine.Census;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// What a platform held from moment to moment, and by how much that grew, as a table. Pure.
///
/// @param moments at least one, in their order
record Ledger(List<Moment> moments) {

    Ledger {
        moments = List.copyOf(moments);
    }

    String markdown() {
        List<String> lines = new ArrayList<>();
        lines.add(
                "| | "
                        + String.join(" | ", moments.stream().map(Moment::when).toList())
                        + " | growth |");
        lines.add("|---|" + "--:|".repeat(moments.size() + 1));
        part(lines, "control plane", Moment::controlPlane);
        part(lines, "PostgreSQL", Moment::postgres);
        part(lines, "executors", Moment::executors);
        row(lines, "control groups cloche*, of the whole machine", Moment::cgroups);
        row(lines, "files below the data directory", Moment::files);
        return String.join("\n", lines) + "\n";
    }

    private void part(List<String> lines, String name, Function<Moment, Census> part) {
        row(lines, name + ": RSS KB", it -> part.apply(it).memory().rssKb());
        row(lines, name + ": PSS KB", it -> part.apply(it).memory().pssKb());
        row(lines, name + ": descriptors", it -> part.apply(it).descriptors());
        row(lines, name + ": threads", it -> part.apply(it).threads());
        row(lines, name + ": processes", it -> part.apply(it).processes());
        row(lines, name + ": mounts", it -> part.apply(it).mounts());
        if (moments.stream().anyMatch(it -> part.apply(it).closed() > 0)) {
            row(lines, name + ": closed, not counted", it -> part.apply(it).closed());
        }
    }

    private void row(List<String> lines, String name, ToLongFunction<Moment> value) {
        List<Long> values = moments.stream().map(value::applyAsLong).toList();
        long growth = values.getLast() - values.getFirst();
        lines.add(
                "| "
                        + name
                        + " | "
                        + String.join(" | ", values.stream().map(String::valueOf).toList())
                        + " | "
                        + (growth > 0 ? "+" : "")
                        + growth
                        + " |");
    }
}
