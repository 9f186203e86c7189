package dev.cloche.control.runtime.local;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.runtime.BoundedLog;
import dev.cloche.control.runtime.Command;
import dev.cloche.control.runtime.HostProblem;
import dev.cloche.control.runtime.Programs;
import dev.cloche.control.runtime.SpareUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// A container's directory, which says all there is to know about it.
record ContainerHome(Path directory) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long LOG_CUT_AT = 4L << 20;
    private static final Duration DELETION = Duration.ofMinutes(10);

    /// Makes the directories, and those that the executor writes to its own.
    ///
    /// @param user that the executor runs as, if not as this process
    void make(Optional<SpareUser> user) throws IOException {
        makeDirectory(directory, user.isPresent() ? "rwx--x--x" : "rwx------");
        for (Path writable : List.of(workspaces(), spool(), state())) {
            makeDirectory(writable, "rwx------");
            user.ifPresent(owner -> owner.own(writable));
        }
        log().create();
    }

    private static void makeDirectory(Path path, String permissions) throws IOException {
        Files.createDirectory(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    boolean exists() {
        return Files.isDirectory(directory);
    }

    Path workspaces() {
        return directory.resolve("workspaces");
    }

    Path spool() {
        return directory.resolve("spool");
    }

    private Path state() {
        return directory.resolve("state");
    }

    /// Where the supervisor leaves the executor's exit code.
    static Path exitIn(Path directory) {
        return directory.resolve("state/exit");
    }

    BoundedLog log() {
        return new BoundedLog(directory.resolve("executor.log"), LOG_CUT_AT);
    }

    Optional<ProcessMark> mark() throws IOException {
        return read("process.json", ProcessMark.class);
    }

    void keep(ProcessMark mark) throws IOException {
        write("process.json", mark);
    }

    Optional<Ending> ending() throws IOException {
        return read("ending.json", Ending.class);
    }

    void keep(Ending ending) throws IOException {
        write("ending.json", ending);
    }

    /// The process, if it lives.
    Optional<ProcessMark> living() throws IOException {
        return mark().filter(ProcessMark::isAlive);
    }

    OptionalInt exitCode() throws IOException {
        try {
            return OptionalInt.of(Integer.parseInt(Files.readString(exitIn(directory)).strip()));
        } catch (NoSuchFileException e) {
            return OptionalInt.empty();
        } catch (NumberFormatException e) {
            return OptionalInt.empty(); // the supervisor was killed as it wrote
        }
    }

    /// Deletes what only the executor needed.
    void deleteLeftovers() throws IOException {
        delete(List.of(spool(), state(), directory.resolve("process.json")));
    }

    /// Deletes all but the ending.
    void deleteContents() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            delete(entries.filter(path -> !path.endsWith("ending.json")).toList());
        }
    }

    void deleteWorkspace(SessionId session) {
        List<Path> all = new ArrayList<>(List.of(workspaces().resolve(session.value())));
        // What was installed for it, if its executor could not delete that.
        String packages = session + ".packages-";
        try (Stream<Path> entries = Files.list(workspaces())) {
            entries.filter(path -> path.getFileName().toString().startsWith(packages))
                    .forEach(all::add);
        } catch (NoSuchFileException gone) {
            return;
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
        delete(all);
    }

    /// Gives a session's files to another container. They change their owner first and their place
    /// then, in one step, so that this can be repeated whenever it was cut short.
    ///
    /// @return whether they are there now
    boolean carryWorkspace(SessionId session, ContainerHome other) throws IOException {
        Path here = workspaces().resolve(session.value());
        Path there = other.workspaces().resolve(session.value());
        if (!Files.isDirectory(here, LinkOption.NOFOLLOW_LINKS)) {
            return Files.isDirectory(there, LinkOption.NOFOLLOW_LINKS);
        }
        if (SpareUser.needed()) {
            Command.Outcome outcome =
                    run(
                            "chown",
                            List.of("-RhP", "--reference=" + other.workspaces(), "--"),
                            List.of(here.toString()));
            if (!outcome.succeeded()) {
                throw new IOException(outcome.output());
            }
        }
        Files.move(here, there, StandardCopyOption.ATOMIC_MOVE);
        return true;
    }

    void deleteAll() {
        delete(List.of(directory));
    }

    // By the system's own program: code may have nested directories deeper than a path can say.
    private static void delete(List<Path> paths) {
        List<String> names = paths.stream().filter(Files::exists).map(Path::toString).toList();
        if (names.isEmpty()) {
            return;
        }
        if (!SpareUser.needed()) {
            // Code may also have taken our rights to look into its directories. What cannot be
            // changed shows when it cannot be deleted.
            run("chmod", List.of("-R", "u+rwX", "--"), names);
        }
        Command.Outcome outcome = run("rm", List.of("-rf", "--one-file-system", "--"), names);
        if (!outcome.succeeded()) {
            throw new HostProblem("cannot delete %s: %s".formatted(names, outcome.output()));
        }
    }

    private static Command.Outcome run(String program, List<String> options, List<String> names) {
        String path = Programs.ofThisHost().require(program, "coreutils");
        return new Command(
                        Stream.of(List.of(path), options, names).flatMap(List::stream).toList(),
                        DELETION)
                .run();
    }

    private <T> Optional<T> read(String name, Class<T> type) throws IOException {
        try {
            return Optional.of(JSON.readValue(Files.readString(directory.resolve(name)), type));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private void write(String name, Object value) throws IOException {
        Path unfinished = directory.resolve(name + ".unfinished");
        Files.writeString(unfinished, JSON.writeValueAsString(value));
        Files.move(unfinished, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
