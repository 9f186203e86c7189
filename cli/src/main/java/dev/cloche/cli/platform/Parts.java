package dev.cloche.cli.platform;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.machine.ProcessStat;
import dev.cloche.cli.machine.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// The processes of a platform on this machine, by what they are part of.
///
/// @param controlPlane and what it starts that is neither of the others
/// @param postgres empty when the database is elsewhere
/// @param executors with all that is below them, the waiting and the running code too
public record Parts(Set<Long> controlPlane, Set<Long> postgres, Set<Long> executors) {
    private static final String POSTGRES = "postgres";

    public Parts {
        controlPlane = Set.copyOf(controlPlane);
        postgres = Set.copyOf(postgres);
        executors = Set.copyOf(executors);
    }

    /// Those of the platform that runs with this data directory.
    public static Parts of(DataDirectory data, ProcessTable table) {
        Announcement running =
                Announcement.living(data)
                        .orElseThrow(() ->
                                new Refusal(
                                        Exit.PLATFORM,
                                        "the platform of " + data.path() + " has ended"));
        return of(table, running.pid(), containers(data, table));
    }

    /// Pure.
    ///
    /// @param controlPlane its process
    /// @param containers the first process of each
    static Parts of(ProcessTable table, long controlPlane, Collection<Long> containers) {
        Set<Long> executors = table.tree(containers);
        List<Long> servers =
                table.byPid().values().stream()
                        .filter(it -> it.parent() == controlPlane && it.name().equals(POSTGRES))
                        .map(ProcessStat::pid)
                        .toList();
        Set<Long> postgres = table.tree(servers);
        Set<Long> rest = new TreeSet<>(table.tree(List.of(controlPlane)));
        rest.removeAll(executors);
        rest.removeAll(postgres);
        return new Parts(rest, postgres, executors);
    }

    /// All together.
    public Set<Long> all() {
        Set<Long> all = new TreeSet<>(controlPlane);
        all.addAll(postgres);
        all.addAll(executors);
        return all;
    }

    /// The first processes of the containers that live. A control plane that took them over from an
    /// earlier one is not their parent.
    public static List<Long> containers(DataDirectory data, ProcessTable table) {
        Path directory = data.path().resolve("containers");
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Long> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(directory)) {
            entries.filter(Files::isDirectory)
                    .map(it -> it.resolve("process.json"))
                    .flatMap(it -> living(it, table).stream())
                    .forEach(found::add);
        } catch (IOException e) {
            throw new Refusal(
                    Exit.FAILED,
                    "cannot look into " + directory + ": " + DataDirectory.reason(e),
                    e);
        }
        return found;
    }

    private static Optional<Long> living(Path mark, ProcessTable table) {
        try {
            JsonNode fields = Json.MAPPER.readTree(Files.readAllBytes(mark));
            long started = fields.path("start_ticks").asLong();
            return Optional.ofNullable(table.byPid().get(fields.path("pid").asLong()))
                    .filter(it -> it.startTicks() == started)
                    .map(ProcessStat::pid);
        } catch (NoSuchFileException _) {
            return Optional.empty(); // not a container, or one that is over
        } catch (IOException e) {
            throw new Refusal(
                    Exit.FAILED, "cannot read " + mark + ": " + DataDirectory.reason(e), e);
        }
    }
}
