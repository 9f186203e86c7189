package dev.cloche.cli.bench;

import dev.cloche.cli.bench.way.Subject;
import dev.cloche.cli.bench.way.Workload;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/// What of all that can be measured is. Pure.
record Selection(Set<Part> parts, Set<Workload> workloads, Set<Subject> subjects) {

    Selection {
        parts = Set.copyOf(parts);
        workloads = Set.copyOf(workloads);
        subjects = Set.copyOf(subjects);
    }

    /// Words of three kinds: of a kind that no word is of, everything is measured. The bare
    /// interpreter always is, since all the others are compared with it.
    static Selection of(Collection<String> words) {
        Set<String> unknown = new TreeSet<>(words);
        Set<Part> parts = named(Part.values(), Part::word, words, unknown);
        Set<Workload> workloads = named(Workload.values(), Workload::word, words, unknown);
        Set<Subject> subjects =
                new HashSet<>(named(Subject.values(), Subject::word, words, unknown));
        if (!unknown.isEmpty()) {
            throw new Refusal(
                    Exit.USAGE,
                    "--only knows "
                            + String.join(", ", words())
                            + ", not '"
                            + unknown.iterator().next()
                            + "'");
        }
        subjects.add(Subject.BARE);
        return new Selection(parts, workloads, subjects);
    }

    /// All words.
    static List<String> words() {
        return Stream.of(
                        Arrays.stream(Part.values()).map(Part::word),
                        Arrays.stream(Workload.values()).map(Workload::word),
                        Arrays.stream(Subject.values()).map(Subject::word))
                .flatMap(it -> it)
                .toList();
    }

    boolean has(Part part) {
        return parts.contains(part);
    }

    boolean has(Workload workload) {
        return workloads.contains(workload);
    }

    boolean has(Subject subject) {
        return subjects.contains(subject);
    }

    private static <T extends Enum<T>> Set<T> named(
            T[] all,
            Function<T, String> word,
            Collection<String> words,
            Collection<String> unknown) {
        List<T> found = Arrays.stream(all).filter(it -> words.contains(word.apply(it))).toList();
        found.forEach(it -> unknown.remove(word.apply(it)));
        return EnumSet.copyOf(found.isEmpty() ? List.of(all) : found);
    }
}
