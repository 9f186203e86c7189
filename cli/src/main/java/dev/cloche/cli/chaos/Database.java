package dev.cloche.cli.chaos;

import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.machine.ProcessTable;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// A PostgreSQL server that all control planes share. Its cluster was made by one of them.
final class Database {
    private static final long LOOK_AGAIN_MS = 50;
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final String NAME = "cloche";

    private final Path programs;
    private final Path cluster;
    private final Path log;
    private final String password;
    private final int user;
    private final int port;
    private Process process;

    private Database(Path programs, Path cluster, Path log, String password, int user, int port)
            throws IOException {
        this.programs = programs;
        this.cluster = cluster;
        this.log = log;
        this.password = password;
        this.user = user;
        this.port = port;
        this.process = launch();
    }

    /// Takes the server of a data directory whose control plane has ended, and starts it. It ends
    /// with the thread that calls this.
    static Database takeOver(Site site, int port) throws InterruptedException {
        try {
            Path from = site.data().path().resolve("postgres");
            Path to = Files.createDirectory(site.disk().resolve("database"));
            Path cluster = to.resolve("cluster");
            Path _ = Files.move(from.resolve("server").resolve("cluster"), cluster);
            Path all = Files.move(from.resolve("programs"), to.resolve("programs"));
            var database =
                    new Database(
                            programs(all),
                            cluster,
                            site.root().resolve("database.log"),
                            Files.readString(from.resolve("server").resolve("password")).strip(),
                            (Integer) Files.getAttribute(cluster, "unix:uid"),
                            port);
            database.awaitReady();
            return database;
        } catch (IOException e) {
            throw new Refusal(Exit.FAILED, "cannot take the database over: " + e.getMessage(), e);
        }
    }

    /// What a control plane has to be told that reaches it by that port.
    List<String> flags(int way) {
        return List.of(
                "-Dcloche.database.url=postgresql://127.0.0.1:" + way + "/" + NAME,
                "-Dcloche.database.user=" + NAME,
                "-Dcloche.database.password=" + password);
    }

    int port() {
        return port;
    }

    /// Its processes, the server first.
    Set<Long> processes() {
        return ProcessTable.now().tree(List.of(process.pid()));
    }

    void kill() throws InterruptedException {
        int _ = process.destroyForcibly().waitFor();
    }

    /// Starts it again, as often as that takes.
    void restart() throws InterruptedException {
        try {
            process = launch();
            awaitReady();
        } catch (IOException e) {
            throw new Refusal(Exit.FAILED, "cannot start the database: " + e.getMessage(), e);
        }
    }

    /// Starts it again when it ended by itself, as it does on a full disk.
    void revive() throws InterruptedException {
        if (!process.isAlive()) {
            restart();
        }
    }

    void stop() throws InterruptedException {
        Signals.send("INT", List.of(process.pid()));
        int _ = process.waitFor();
    }

    private void awaitReady() throws InterruptedException, IOException {
        long start = System.nanoTime();
        while (!answers()) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new Refusal(Exit.FAILED, "the database does not start; see " + log);
            }
            if (!process.isAlive()) {
                process = launch();
            }
            Thread.sleep(LOOK_AGAIN_MS);
        }
    }

    private boolean answers() {
        try (var _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return process.isAlive();
        } catch (IOException _) {
            return false;
        }
    }

    private Process launch() throws IOException {
        List<String> command = new ArrayList<>(List.of("setsid", "setpriv"));
        if (user != 0 && isRoot()) {
            String id = Integer.toString(user);
            command.addAll(List.of("--reuid", id, "--regid", id, "--clear-groups"));
        }
        command.addAll(List.of("--pdeathsig", "INT", "--"));
        command.addAll(List.of(programs.resolve("postgres").toString(), "-D", cluster.toString()));
        for (String setting :
                List.of(
                        "listen_addresses=127.0.0.1",
                        "port=" + port,
                        "unix_socket_directories=",
                        "max_connections=100",
                        "shared_buffers=64MB",
                        "max_wal_size=128MB",
                        "dynamic_shared_memory_type=mmap",
                        "jit=off")) {
            command.addAll(List.of("-c", setting));
        }
        return new ProcessBuilder(command)
                .directory(new File("/"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private static boolean isRoot() throws IOException {
        return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    }

    private static Path programs(Path all) throws IOException {
        try (Stream<Path> entries = Files.list(all)) {
            return entries.filter(it -> it.getFileName().toString().startsWith("postgresql-"))
                    .findFirst()
                    .orElseThrow(() -> new Refusal(Exit.FAILED, "no PostgreSQL in " + all))
                    .resolve("bin");
        }
    }
}
