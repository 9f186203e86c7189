package dev.cloche.control.postgres;

import dev.cloche.control.runtime.Command;
import dev.cloche.control.runtime.HostProblem;
import dev.cloche.control.runtime.Passage;
import dev.cloche.control.runtime.Programs;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The files of a database cluster, and the password of its one user.
final class PostgresCluster {

    /// The one user, and the one database.
    static final String NAME = "cloche";

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PREDECESSOR_ENDS_WITHIN = Duration.ofSeconds(10);

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final PostgresLayout layout;
    private final PostgresAccount account;
    private final Path home;
    private final Programs programs;

    PostgresCluster(PostgresLayout layout, PostgresAccount account, Path home, Programs programs) {
        this.layout = layout;
        this.account = account;
        this.home = home;
        this.programs = programs;
    }

    /// Makes the cluster unless it is there, and gives its password. A cluster appears under its
    /// name only when it is whole, and nothing under that name is ever deleted.
    ///
    /// Must be called on a thread that stays: the program that makes the cluster dies with it.
    ///
    /// @param wanted the password that it is to have from now on; else the one that it has
    String ensure(Optional<String> wanted) throws IOException {
        if (Files.exists(layout.cluster())) {
            check();
            return wanted.isPresent() ? adopted(wanted.get()) : rememberedPassword();
        }
        String password = wanted.isPresent() ? remember(wanted.get()) : firstPassword();
        new Occupants(layout.unfinishedCluster()).awaitNone(Duration.ofSeconds(10));
        if (Files.exists(layout.unfinishedCluster())) {
            PostgresBinaries.delete(layout.unfinishedCluster());
        }
        Files.createDirectory(layout.unfinishedCluster(), PRIVATE_DIRECTORY);
        account.own(layout.unfinishedCluster());
        initialise(password);
        Files.move(layout.unfinishedCluster(), layout.cluster(), StandardCopyOption.ATOMIC_MOVE);
        return password;
    }

    private void check() throws IOException {
        for (String part : List.of("PG_VERSION", "global/pg_control")) {
            if (!Files.exists(layout.cluster().resolve(part))) {
                throw new HostProblem(
                        "%s is damaged: it has no %s. Remedy: restore it from a backup, or move it away to begin with an empty database"
                                .formatted(layout.cluster(), part));
            }
        }
    }

    private String rememberedPassword() throws IOException {
        if (!Files.isReadable(layout.password())) {
            throw new HostProblem(
                    "The password of the database is missing: %s cannot be read. Remedy: restore that file from a backup"
                            .formatted(layout.password()));
        }
        return Files.readString(layout.password()).strip();
    }

    private String firstPassword() throws IOException {
        if (Files.exists(layout.password())) {
            return rememberedPassword();
        }
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return remember(Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }

    /// Gives the user another password than it had, for which no old one needs to be known. Cut
    /// short at any point, it is done again.
    private String adopted(String wanted) throws IOException {
        if (Files.exists(layout.password()) && rememberedPassword().equals(wanted)) {
            return wanted;
        }
        new Occupants(layout.cluster()).awaitNone(PREDECESSOR_ENDS_WITHIN);
        Command.Outcome outcome =
                new Command(alone(), PATIENCE)
                        .run(
                                "ALTER ROLE %s PASSWORD '%s'\n"
                                        .formatted(NAME, wanted.replace("'", "''")));
        if (!outcome.succeeded()) {
            throw new HostProblem(
                    "The password of the database in %s could not be changed: %s"
                            .formatted(
                                    layout.directory(),
                                    outcome.output().replace(wanted, "(password)")));
        }
        return remember(wanted);
    }

    /// The server without a door: it does what it reads, and ends.
    private List<String> alone() {
        List<String> argv = new ArrayList<>(account.prefix(programs, "KILL"));
        argv.addAll(List.of(account.program(home, "postgres").toString(), "--single"));
        argv.addAll(List.of("-D", account.data(layout, layout.cluster()).toString()));
        argv.addAll(List.of("-c", "exit_on_error=on"));
        argv.addAll(List.of("-c", "dynamic_shared_memory_type=mmap"));
        argv.add("postgres");
        return List.copyOf(argv);
    }

    private String remember(String password) throws IOException {
        Path unfinished = layout.directory().resolve("password.unfinished");
        writePrivately(unfinished, password);
        Files.move(unfinished, layout.password(), StandardCopyOption.ATOMIC_MOVE);
        return password;
    }

    private static void writePrivately(Path file, String text) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PRIVATE_FILE);
        Files.writeString(file, text + "\n");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private void initialise(String password) throws IOException {
        // The user that initdb runs as may not read the original, and not reopen a pipe of root's.
        Path readable = layout.directory().resolve("password.initdb");
        writePrivately(readable, password);
        try {
            account.own(readable);
            Command.Outcome outcome = new Command(initdb(readable), PATIENCE).run();
            if (!outcome.succeeded()) {
                throw new HostProblem(
                        "PostgreSQL's initdb failed in %s with code %d: %s%s"
                                .formatted(
                                        layout.directory(),
                                        outcome.exitCode(),
                                        outcome.output(),
                                        remedy(outcome.output())));
            }
        } finally {
            Files.deleteIfExists(readable);
        }
    }

    private static String remedy(String output) {
        return output.contains("could not look up effective user ID")
                ? " (Remedy: run Cloche as a user that has a name in /etc/passwd)"
                : Passage.remedy(output);
    }

    private List<String> initdb(Path passwordFile) {
        List<String> argv = new ArrayList<>(account.prefix(programs, "KILL"));
        argv.add(account.program(home, "initdb").toString());
        argv.addAll(List.of("--username", NAME, "--auth", "scram-sha-256"));
        argv.addAll(List.of("--encoding", "UTF8", "--no-locale", "--no-instructions"));
        argv.add("--pwfile=" + account.data(layout, passwordFile));
        argv.add("--pgdata=" + account.data(layout, layout.unfinishedCluster()));
        return List.copyOf(argv);
    }
}
