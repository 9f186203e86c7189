package dev.cloche.cli.bench.report;

import dev.cloche.cli.bench.load.Samples;
import dev.cloche.cli.bench.way.Subject;
import dev.cloche.cli.bench.way.Workload;
import dev.cloche.cli.machine.Memory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/// Everything that was measured, in the order in which it was.
public final class Results {
    private final List<Single> singles = new ArrayList<>();
    private final List<Open> opens = new ArrayList<>();
    private final List<Rate> rates = new ArrayList<>();
    private final List<Cpu> cpus = new ArrayList<>();
    private final List<Idle> idles = new ArrayList<>();
    private final List<Verb> verbs = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /// One in flight, back to back.
    public record Single(Workload workload, Subject subject, Samples samples) {}

    /// Arrivals at random.
    ///
    /// @param samples absent when it could not keep up
    public record Open(
            Workload workload, Subject subject, int perSecond, Optional<Samples> samples) {}

    /// Several in flight.
    public record Rate(Workload workload, Subject subject, int callers, double perSecond) {}

    /// Milliseconds of CPU time of a run.
    public record Cpu(Workload workload, Subject subject, double millis) {}

    /// Memory of something while it waits.
    public record Idle(String what, int processes, Memory memory) {}

    /// Something about sessions.
    public record Verb(String what, Samples samples) {}

    public void add(Single single) {
        singles.add(single);
    }

    public void add(Open open) {
        opens.add(open);
    }

    public void add(Rate rate) {
        rates.add(rate);
    }

    public void add(Cpu cpu) {
        cpus.add(cpu);
    }

    public void add(Idle idle) {
        idles.add(idle);
    }

    public void add(Verb verb) {
        verbs.add(verb);
    }

    /// What was not measured, and why.
    public void note(String note) {
        notes.add(note);
    }

    List<Single> singles() {
        return List.copyOf(singles);
    }

    List<Single> singles(Workload workload) {
        return singles.stream().filter(it -> it.workload() == workload).toList();
    }

    List<Open> opens() {
        return List.copyOf(opens);
    }

    List<Rate> rates() {
        return List.copyOf(rates);
    }

    List<Idle> idles() {
        return List.copyOf(idles);
    }

    List<Verb> verbs() {
        return List.copyOf(verbs);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    OptionalDouble cpu(Workload workload, Subject subject) {
        return cpus.stream()
                .filter(it -> it.workload() == workload && it.subject() == subject)
                .mapToDouble(Cpu::millis)
                .findFirst();
    }

    /// The median of a yardstick.
    OptionalDouble median(Workload workload, Subject subject) {
        return singles(workload).stream()
                .filter(it -> it.subject() == subject)
                .mapToDouble(it -> it.samples().percentile(50))
                .findFirst();
    }

    /// How many a second a yardstick gets done.
    OptionalDouble rate(Workload workload, Subject subject) {
        return rates.stream()
                .filter(it -> it.workload() == workload && it.subject() == subject)
                .mapToDouble(Rate::perSecond)
                .findFirst();
    }
}
