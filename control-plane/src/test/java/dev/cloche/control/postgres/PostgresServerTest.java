package dev.cloche.control.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloche.control.runtime.HostProblem;
import dev.cloche.control.runtime.SpareUser;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PostgresServerTest {

    private static final Path BINARIES = Path.of("target", "postgres-binaries");

    @TempDir Path directory;

    @Test
    void aRestartKeepsTheData() throws Exception {
        try (PostgresServer server = PostgresServer.start(layout())) {
            execute(server, "CREATE TABLE t (n int)", "INSERT INTO t VALUES (42)");
        }

        try (PostgresServer server = PostgresServer.start(layout())) {
            assertThat(ask(server, "SELECT n FROM t")).isEqualTo("42");
        }
        assertThat(processesIn(directory)).isEmpty();
    }

    @Test
    void whatIsCommittedIsOnDiskAndOnlyThisMachineCanConnect() throws Exception {
        try (PostgresServer server = PostgresServer.start(layout())) {
            assertThat(ask(server, "SHOW fsync")).isEqualTo("on");
            assertThat(ask(server, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(ask(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(server, "SHOW unix_socket_directories")).isEmpty();
            assertThat(ask(server, "SHOW server_encoding")).isEqualTo("UTF8");
        }
    }

    @Test
    void aWrongPasswordAndNoPasswordAreRefused() {
        try (PostgresServer server = PostgresServer.start(layout())) {
            assertThatThrownBy(
                            () -> DriverManager.getConnection(server.jdbcUrl(), "cloche", "wrong"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
            assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl(), "cloche", ""))
                    .isInstanceOf(SQLException.class);
        }
    }

    @Test
    void whoComesFromElsewhereNeedsThePasswordAndGetsTheOneDatabase() throws Exception {
        // As if they were the addresses of another interface, and of another machine.
        String address = "127.0.0.2";
        String from = "?localSocketAddress=127.0.0.3";
        var layout = new PostgresLayout(directory, BINARIES, PostgresDoor.shared(address, 0));
        try (PostgresServer server = PostgresServer.start(layout)) {
            String url = server.jdbcUrl().replace("127.0.0.1", address) + from;

            assertThatCode(() ->
                            DriverManager.getConnection(url, "cloche", server.password()).close())
                    .doesNotThrowAnyException();
            assertThatThrownBy(() -> DriverManager.getConnection(url, "cloche", "wrong"))
                    .hasMessageContaining("password authentication failed");
            assertThatThrownBy(() ->
                            DriverManager.getConnection(
                                    url.replace("/cloche", "/postgres"),
                                    "cloche",
                                    server.password()))
                    .hasMessageContaining("no pg_hba.conf entry");
            assertThat(
                            ask(
                                    server,
                                    "SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void aPasswordThatIsGivenIsTakenOverAndKeepsTheData() throws Exception {
        try (PostgresServer server = PostgresServer.start(layout(), Optional.of("first"))) {
            assertThat(server.password()).isEqualTo("first");
            execute(server, "CREATE TABLE t (n int)", "INSERT INTO t VALUES (42)");
        }
        Files.delete(directory.resolve("password"));

        String wanted = "it's \"anöther\" \\ $1";
        try (PostgresServer server = PostgresServer.start(layout(), Optional.of(wanted))) {
            assertThat(ask(server, "SELECT n FROM t")).isEqualTo("42");
            assertThatThrownBy(
                            () -> DriverManager.getConnection(server.jdbcUrl(), "cloche", "first"))
                    .hasMessageContaining("password authentication failed");
        }
        try (PostgresServer server = PostgresServer.start(layout())) {
            assertThat(server.password()).isEqualTo(wanted);
            assertThat(ask(server, "SELECT n FROM t")).isEqualTo("42");
        }
    }

    @Test
    void theServerEndsWhenItsOwnerIsKilled() throws Exception {
        Process owner =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                ServerInAnotherProcess.class.getName(),
                                directory.toString(),
                                BINARIES.toString())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        var output = new BufferedReader(new InputStreamReader(owner.getInputStream(), UTF_8));
        ProcessHandle server = ProcessHandle.of(Long.parseLong(output.readLine())).orElseThrow();
        List<ProcessHandle> before = processesIn(directory);

        owner.destroyForcibly();

        server.onExit().get(20, TimeUnit.SECONDS);
        assertThat(before).contains(server);
        assertThat(processesIn(directory)).isEmpty();
        assertThat(directory.resolve("cluster/postmaster.pid")).doesNotExist();
        try (PostgresServer next = PostgresServer.start(layout())) {
            assertThat(ask(next, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aServerThatWasKilledIsRecovered() throws Exception {
        try (PostgresServer server = PostgresServer.start(layout())) {
            execute(server, "CREATE TABLE t (n int)", "INSERT INTO t VALUES (42)");
            ProcessHandle.of(server.pid()).orElseThrow().destroyForcibly();
        }

        try (PostgresServer server = PostgresServer.start(layout())) {
            assertThat(ask(server, "SELECT n FROM t")).isEqualTo("42");
        }
    }

    @Test
    void aServerThatEndsUnaskedIsStartedAgainWhereItWas() throws Exception {
        try (PostgresServer server = PostgresServer.start(layout())) {
            execute(server, "CREATE TABLE t (n int)", "INSERT INTO t VALUES (42)");
            String url = server.jdbcUrl();
            ProcessHandle killed = ProcessHandle.of(server.pid()).orElseThrow();
            killed.destroyForcibly();
            killed.onExit().get(20, TimeUnit.SECONDS);

            assertThat(askAtLast(server, "SELECT n FROM t")).isEqualTo("42");
            assertThat(server.jdbcUrl()).isEqualTo(url);
            // It answers a moment before it is known to.
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (server.pid() == killed.pid()) {
                assertThat(System.nanoTime()).as("another process").isLessThan(end);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
        }
        assertThat(processesIn(directory)).isEmpty();
    }

    @Test
    void aStaleMarkWithTheNumberOfAnotherProcessDoesNotHinder() throws Exception {
        PostgresServer.start(layout()).close();
        Files.writeString(
                directory.resolve("cluster/postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + directory.resolve("cluster") + "\n");

        try (PostgresServer server = PostgresServer.start(layout())) {
            assertThat(ask(server, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aServerThatStillRunsIsWaitedForAndThenNamed() throws Exception {
        try (PostgresServer server = PostgresServer.start(layout())) {
            var occupants = new Occupants(layout().cluster());

            assertThatThrownBy(() -> occupants.awaitNone(Duration.ofMillis(100)))
                    .isInstanceOf(HostProblem.class)
                    .hasMessageContaining("kill -INT " + server.pid());
            assertThat(directory.resolve("cluster/postmaster.pid")).exists();
        }
    }

    @Test
    void aClusterThatWasHalfMadeIsMadeAgain() throws Exception {
        Files.createDirectories(directory.resolve("cluster.unfinished/base"));
        Files.writeString(directory.resolve("cluster.unfinished/PG_VERSION"), "18\n");

        try (PostgresServer server = PostgresServer.start(layout())) {
            assertThat(ask(server, "SELECT 1")).isEqualTo("1");
        }
        assertThat(directory.resolve("cluster.unfinished")).doesNotExist();
    }

    @Test
    void aDamagedClusterIsReportedAndNotTouched() throws Exception {
        Files.createDirectories(directory.resolve("cluster/base"));
        Files.writeString(directory.resolve("cluster/precious"), "data");
        if (SpareUser.needed()) {
            new SpareUser(61_234).own(directory.resolve("cluster"));
        }

        assertThatThrownBy(() -> PostgresServer.start(layout()))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("is damaged: it has no PG_VERSION");
        assertThat(directory.resolve("cluster/precious")).hasContent("data");
    }

    @Test
    void aLostPasswordIsReported() throws Exception {
        PostgresServer.start(layout()).close();
        Files.delete(directory.resolve("password"));

        assertThatThrownBy(() -> PostgresServer.start(layout()))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("password of the database is missing");
    }

    @Test
    void aForeignPasswordIsReportedAndNothingIsLeftRunning() throws Exception {
        PostgresServer.start(layout()).close();
        Files.writeString(directory.resolve("password"), "somebody else's\n");

        assertThatThrownBy(() -> PostgresServer.start(layout()))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("does not accept the password");
        assertThat(processesIn(directory)).isEmpty();
    }

    @Test
    void aTakenPortIsReported() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var layout =
                    new PostgresLayout(
                            directory, BINARIES, PostgresDoor.within(taken.getLocalPort()));

            assertThatThrownBy(() -> PostgresServer.start(layout))
                    .isInstanceOf(HostProblem.class)
                    .hasMessageContaining("Port %d".formatted(taken.getLocalPort()));
        }
    }

    @Test
    void aServerThatCannotStartSaysWhatItsLogSays() throws Exception {
        PostgresServer.start(layout()).close();
        Files.writeString(directory.resolve("cluster/postgresql.conf"), "no_such_setting = 1\n");

        assertThatThrownBy(() -> PostgresServer.start(layout()))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("no_such_setting");
    }

    @Test
    void anUnpackingThatWasCutShortIsDoneAgain() throws Exception {
        Path binaries = directory.resolve("binaries");
        Path left = Files.createDirectories(binaries.resolve("unfinished-123/bin"));
        Files.writeString(left.resolve("postgres"), "half of it");

        Path home = PostgresBinaries.unpackInto(binaries);

        assertThat(home.resolve("bin/postgres")).isExecutable();
        assertThat(left).doesNotExist();
        assertThat(PostgresBinaries.unpackInto(binaries)).isEqualTo(home);
    }

    @Test
    void nobodyElseCanReadThePassword() throws Exception {
        try (PostgresServer server = PostgresServer.start(layout())) {
            Path password = directory.resolve("password");

            assertThat(password).hasContent(server.password());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
                    .isEqualTo("rw-------");
            assertThat(directory.resolve("password.initdb")).doesNotExist();
            assertThat(commandLine(server.pid())).doesNotContain(server.password());
        }
    }

    private PostgresLayout layout() {
        return new PostgresLayout(directory, BINARIES, PostgresDoor.within(0));
    }

    private static String commandLine(long pid) throws Exception {
        return Files.readString(Path.of("/proc/" + pid + "/cmdline"));
    }

    private static List<ProcessHandle> processesIn(Path directory) {
        return new Occupants(directory.resolve("cluster")).now();
    }

    /// Asks until there is an answer, which takes a second or two after a kill.
    private static String askAtLast(PostgresServer server, String question) throws SQLException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            try {
                return ask(server, question);
            } catch (SQLException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    private static String ask(PostgresServer server, String question) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(question)) {
            result.next();
            return result.getString(1);
        }
    }

    private static void execute(PostgresServer server, String... statements) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    private static Connection connect(PostgresServer server) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), server.user(), server.password());
    }
}
