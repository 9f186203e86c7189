package dev.cloche.control.postgres;

import dev.cloche.control.runtime.BoundedLog;
import dev.cloche.control.runtime.HostProblem;
import dev.cloche.control.runtime.Passage;
import dev.cloche.control.runtime.Programs;
import dev.cloche.control.runtime.SpareUser;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.ServiceLoader;

/// The steps from a layout to a server that accepts connections.
final class PostgresStart {

    private static final Duration READY_WITHIN = Duration.ofSeconds(30);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(10);
    private static final Duration PREDECESSOR_ENDS_WITHIN = Duration.ofSeconds(10);
    private static final int LOG_LINES = 12;
    private static final int TRIES_FOR_A_FREE_PORT = 3;

    private static final String WRONG_PASSWORD = "28P01";
    private static final String NO_SUCH_DATABASE = "3D000";

    private final PostgresLayout layout;
    private final BoundedLog log;
    private final Programs programs;
    private final Optional<String> wanted;

    /// @param wanted the password of its one user, instead of one that is made up
    PostgresStart(
            PostgresLayout layout, BoundedLog log, Programs programs, Optional<String> wanted) {
        this.layout = layout;
        this.log = log;
        this.programs = programs;
        this.wanted = wanted;
    }

    /// A server that accepts connections.
    record Running(PostgresProcess process, String password) {}

    /// Takes the steps. Must be called on a thread that stays: the server dies with it.
    Running run() throws IOException {
        prepareDirectory();
        Path home = PostgresBinaries.unpackInto(layout.binaries());
        PostgresAccount account = PostgresAccount.of(layout, home);
        String password = new PostgresCluster(layout, account, home, programs).ensure(wanted);
        new Occupants(layout.cluster()).awaitNone(PREDECESSOR_ENDS_WITHIN);
        writeRules(account);
        log.trim();
        for (int tries = 1; ; tries++) {
            int port = port();
            try {
                return new Running(launch(account, home, port, password), password);
            } catch (PortLost e) {
                if (layout.door().port() != 0 || tries == TRIES_FOR_A_FREE_PORT) {
                    throw portTaken(port, e);
                }
            }
        }
    }

    private void prepareDirectory() throws IOException {
        Files.createDirectories(layout.directory());
        if (!Files.isWritable(layout.directory())) {
            throw new HostProblem(
                    "%s cannot be written by this user. Remedy: chown -R %s %s"
                            .formatted(
                                    layout.directory(),
                                    System.getProperty("user.name"),
                                    layout.directory()));
        }
        // Root's spare user has to walk through to the cluster, which is its own.
        String permissions = SpareUser.needed() ? "rwx--x--x" : "rwx------";
        Files.setPosixFilePermissions(
                layout.directory(), PosixFilePermissions.fromString(permissions));
    }

    private void writeRules(PostgresAccount account) throws IOException {
        Files.writeString(layout.rules(), layout.door().rules());
        Files.setPosixFilePermissions(layout.rules(), PosixFilePermissions.fromString("rw-------"));
        account.own(layout.rules());
    }

    private int port() {
        PostgresDoor door = layout.door();
        try (var socket = new ServerSocket(door.port(), 1, InetAddress.ofLiteral(door.address()))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw portTaken(door.port(), e);
        }
    }

    private HostProblem portTaken(int port, Exception cause) {
        return new HostProblem(
                "Port %d on %s, meant for PostgreSQL, is taken. Remedy: choose another port, or 0 for any free one"
                        .formatted(port, layout.door().address()),
                cause);
    }

    private PostgresProcess launch(PostgresAccount account, Path home, int port, String password)
            throws IOException {
        List<String> argv = new ArrayList<>(account.prefix(programs, "INT"));
        argv.addAll(
                PostgresProcess.argv(
                        account.program(home, "postgres"),
                        account.data(layout, layout.cluster()),
                        account.data(layout, layout.rules()),
                        layout.door().withPort(port)));
        long logged = log.length();
        PostgresProcess process = PostgresProcess.start(argv, log, port, programs);
        boolean ready = false;
        try {
            awaitReady(process, password, logged);
            ready = true;
            return process;
        } finally {
            if (!ready) {
                process.stop();
            }
        }
    }

    private void awaitReady(PostgresProcess process, String password, long logged)
            throws IOException {
        long start = System.nanoTime();
        while (!accepts(process.port(), password)) {
            if (process.endsWithin(BETWEEN_TRIES)) {
                String said = said(logged);
                if (said.contains("could not bind")
                        || said.contains("could not create any TCP/IP")) {
                    throw new PortLost(said);
                }
                throw new HostProblem(
                        "PostgreSQL ended while it started. Its log says: "
                                + said
                                + Passage.remedy(said));
            }
            if (System.nanoTime() - start > READY_WITHIN.toNanos()) {
                throw new HostProblem(
                        "PostgreSQL does not accept connections within %s. Its log says: %s"
                                .formatted(READY_WITHIN, said(logged)));
            }
        }
    }

    private String said(long logged) throws IOException {
        return log.length() == logged ? "nothing" : String.join("\n", log.tail(LOG_LINES));
    }

    /// Whether the server answers; makes our database when it does so for the first time.
    private boolean accepts(int port, String password) {
        try (Connection _ = connect(port, PostgresCluster.NAME, password)) {
            return true;
        } catch (SQLException e) {
            return switch (String.valueOf(e.getSQLState())) {
                case NO_SUCH_DATABASE -> createDatabase(port, password);
                case WRONG_PASSWORD ->
                        throw new HostProblem(
                                "The database does not accept the password in %s. Remedy: restore that file from a backup"
                                        .formatted(layout.password()),
                                e);
                default -> false;
            };
        }
    }

    private static boolean createDatabase(int port, String password) {
        try (Connection connection = connect(port, "postgres", password);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + PostgresCluster.NAME);
            return true;
        } catch (SQLException e) {
            throw new HostProblem("The database cannot be created: " + e.getMessage(), e);
        }
    }

    private static Connection connect(int port, String database, String password)
            throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", PostgresCluster.NAME);
        properties.setProperty("password", password);
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "30");
        String url = "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
        // Not by DriverManager, which may know no drivers this early in a program's life.
        for (Driver driver :
                ServiceLoader.load(Driver.class, PostgresStart.class.getClassLoader())) {
            Connection connection = driver.connect(url, properties);
            if (connection != null) {
                return connection;
            }
        }
        throw new IllegalStateException("no JDBC driver for PostgreSQL is on the class path");
    }

    /// Somebody else took the port between our look and the server's start.
    private static final class PortLost extends IOException {
        private static final long serialVersionUID = 1L;

        PortLost(String said) {
            super(said);
        }
    }
}
