package dev.cloche.control.postgres;

import dev.cloche.control.runtime.HostProblem;
import dev.cloche.control.runtime.Passage;
import dev.cloche.control.runtime.Programs;
import dev.cloche.control.runtime.SpareUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Who PostgreSQL runs as: whoever runs this process, or, as it refuses root, a spare user.
///
/// @param user the spare one; empty when this process is not root
/// @param passage by which the spare user reaches the server's directories, wherever they are
record PostgresAccount(Optional<SpareUser> user, Optional<Passage> passage) {

    private static final String DIRECTORY = "data";
    private static final String BINARIES = "binaries";

    /// The account that a layout has had so far, or a new one.
    static PostgresAccount of(PostgresLayout layout, Path home) throws IOException {
        if (!SpareUser.needed()) {
            return new PostgresAccount(Optional.empty(), Optional.empty());
        }
        SpareUser user = remembered(layout);
        // PostgreSQL's initdb looks itself up in the machine's list of users.
        Files.writeString(layout.passwd(), "cloche:x:%1$d:%1$d::/:/bin/sh\n".formatted(user.id()));
        Files.setPosixFilePermissions(
                layout.passwd(), PosixFilePermissions.fromString("rw-r--r--"));
        return new PostgresAccount(
                Optional.of(user),
                Optional.of(
                        Passage.to(
                                Map.of(
                                        DIRECTORY,
                                        layout.directory().toRealPath(),
                                        BINARIES,
                                        home.toRealPath(),
                                        "passwd",
                                        layout.passwd().toRealPath()))));
    }

    private static SpareUser remembered(PostgresLayout layout) throws IOException {
        if (Files.exists(layout.cluster())) {
            int owner = SpareUser.ownerOf(layout.cluster());
            if (owner == 0) {
                throw new HostProblem(
                        "%s belongs to root, as whom PostgreSQL does not run. Remedy: chown -R to the user that it belonged to"
                                .formatted(layout.cluster()));
            }
            return new SpareUser(owner);
        }
        return SpareUser.choose(new SecureRandom(), Set.of())
                .orElseThrow(() -> new HostProblem("No unprivileged user id is free."));
    }

    /// Makes a path belong to whoever PostgreSQL runs as.
    void own(Path path) {
        user.ifPresent(account -> account.own(path));
    }

    /// Where PostgreSQL finds a path of the layout's directory.
    Path data(PostgresLayout layout, Path path) {
        return passage.map(way -> way.inside(DIRECTORY))
                .map(inside -> inside.resolve(layout.directory().relativize(path)))
                .orElse(path);
    }

    /// Where one of PostgreSQL's programs is found.
    Path program(Path home, String name) {
        return passage.map(way -> way.inside(BINARIES)).orElse(home).resolve("bin").resolve(name);
    }

    /// The beginning of a command line that runs the rest in a session of its own, as this user,
    /// and sends it a signal when the thread that started it ends.
    List<String> prefix(Programs programs, String signal) {
        String setpriv = programs.require("setpriv", "util-linux");
        List<String> argv = new ArrayList<>();
        argv.add(programs.require("setsid", "util-linux"));
        passage.ifPresent(way -> argv.addAll(way.argv(programs)));
        argv.addAll(user.map(account -> account.become(setpriv)).orElse(List.of(setpriv)));
        argv.addAll(List.of("--pdeathsig", signal));
        // The signal does not come if the parent has ended before it was asked for.
        argv.addAll(
                List.of(
                        programs.require("sh", "dash"),
                        "-c",
                        "[ \"$PPID\" = \"$0\" ] && exec \"$@\"",
                        Long.toString(ProcessHandle.current().pid())));
        return List.copyOf(argv);
    }
}
