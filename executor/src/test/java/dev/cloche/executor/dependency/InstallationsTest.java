package dev.cloche.executor.dependency;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.api.dependency.DependencyStatus;
import dev.cloche.api.execution.Language;
import dev.cloche.api.executor.InstallationOrder;
import dev.cloche.api.executor.InstallationReport;
import dev.cloche.api.executor.RunLimits;
import dev.cloche.api.session.SessionId;
import dev.cloche.executor.process.ChildRequest;
import dev.cloche.executor.run.Workbench;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The real pip and npm with an index of this test's, and packages that mean no good.
final class InstallationsTest {

    private static final int PATIENCE_SECONDS = 240;
    private static final int ENOUGH_MILLIS = 180_000;
    private static final RunLimits LIMITS =
            new RunLimits(
                    1,
                    512 * Workbench.MEBIBYTE,
                    200 * Workbench.MEBIBYTE,
                    64,
                    Workbench.MEBIBYTE,
                    10 * Workbench.MEBIBYTE);

    @TempDir private static Path scratch;

    private static Workbench bench;
    private static LocalIndex index;
    private static Installations installations;

    @BeforeAll
    static void start() throws IOException {
        bench = new Workbench(ChildRequest.WallBuilder.FASTEST);
        index = new LocalIndex(scratch);
        index.wheel("greeter", "1.0", "GREETING = 'hello'\n");
        index.wheel("greeter", "2.0", "GREETING = 'good day'\n");
        index.wheel("json", "1.0", "dumps = lambda _: 'shadowed'\n");
        index.npm(
                "polite",
                "1.2.3",
                Map.of(
                        "package.json",
                        """
                        {"name":"polite","version":"1.2.3","scripts":{"postinstall":"node look.js"}}\
                        """,
                        "look.js",
                        """
                        require('fs').writeFileSync('built', 'on the spot');
                        """,
                        "index.js",
                        "module.exports = 'please ' + require('fs').readFileSync(__dirname + '/built');\n"));
        var drafts = new Drafts(bench.workspaces(), InstallationsTest::own);
        var doors = new Doors(bench.files().door(), bench.json);
        installations = new Installations(bench.spawner, bench.sessions, drafts, doors, bench.json);
    }

    @AfterAll
    static void end() throws IOException {
        index.close();
        bench.close();
    }

    @Test
    void packagesOfBothLanguagesAreThereForTheirSessionAlone() throws IOException {
        bind("both");
        bind("other");

        InstallationReport report =
                install("both", 1, List.of("greeter==1.0"), List.of("polite@1.2.3"));

        assertThat(report.error()).isNull();
        assertThat(report.installed())
                .containsExactly(
                        new InstallationReport.Installed(Language.PYTHON, "greeter", "1.0"),
                        new InstallationReport.Installed(Language.JAVASCRIPT, "polite", "1.2.3"));
        assertThat(out("both", Language.PYTHON, "import greeter; print(greeter.GREETING)"))
                .isEqualTo("hello\n");
        assertThat(out("both", Language.JAVASCRIPT, "console.log(require('polite'))"))
                .isEqualTo("please on the spot\n");
        assertThat(
                        out(
                                "both",
                                Language.SHELL,
                                "python3 -c 'import greeter; print(greeter.__file__)'"))
                .isEqualTo("/run/cloche/packages/python/greeter.py\n");
        assertThat(
                        out(
                                "both",
                                Language.SHELL,
                                "touch /run/cloche/packages/python/x 2>&1; ls -A /workspace | wc -l"))
                .contains("Read-only file system")
                .endsWith("\n0\n");
        assertThat(failed("other", "import greeter")).contains("No module named 'greeter'");
    }

    @Test
    void whatIsInstalledLaterTakesThePlaceOfWhatWasThere() throws IOException {
        bind("later");
        String code = "import greeter, json; print(greeter.GREETING, json.dumps(1))";

        install("later", 1, List.of("greeter==1.0"), List.of());
        assertThat(out("later", Language.PYTHON, code)).isEqualTo("hello 1\n");
        assertThat(out("later", Language.PYTHON, code)).isEqualTo("hello 1\n");
        assertThat(install("later", 2, List.of("greeter==2.0", "json"), List.of()).error())
                .isNull();
        assertThat(out("later", Language.PYTHON, code)).isEqualTo("good day shadowed\n");
        assertThat(install("later", 2, List.of("greeter==1.0"), List.of()).status())
                .as("the same attempt is not begun twice")
                .isEqualTo(DependencyStatus.COMPLETED);
        assertThat(out("later", Language.PYTHON, code)).isEqualTo("good day shadowed\n");
    }

    @Test
    void whatCannotBeInstalledIsToldInTheInstallersWordsAndChangesNothing() throws IOException {
        bind("wrong");
        install("wrong", 1, List.of("greeter==1.0"), List.of());

        InstallationReport python = install("wrong", 2, List.of("greeter==9.9"), List.of());
        InstallationReport javascript = install("wrong", 3, List.of(), List.of("polite@7.0.0"));

        assertThat(python.status()).isEqualTo(DependencyStatus.FAILED);
        assertThat(python.error())
                .contains("No matching distribution found for greeter==9.9")
                .doesNotContain("s3cret", "reader", "/workspace");
        assertThat(javascript.error())
                .contains("No matching version found for polite@7.0.0")
                .doesNotContain("/workspace");
        assertThat(out("wrong", Language.PYTHON, "import greeter; print(greeter.GREETING)"))
                .isEqualTo("hello\n");
        assertThat(drafts("wrong")).containsExactly("wrong.packages-1");
    }

    @Test
    void aHostilePackageReachesTheIndexAndNothingElse() throws IOException {
        bind("hostile");
        try (var listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            index.sdist(
                    "curious",
                    "1.0",
                    resource("attack.py")
                            .replace("@PORT@", "" + listener.getLocalPort())
                            .replace("@INDEX@", index.place().split(":", -1)[1]));

            InstallationReport report = install("hostile", 1, List.of("curious"), List.of());

            assertThat(report.error()).isNull();
            JsonNode found =
                    bench.json.readTree(
                            out(
                                    "hostile",
                                    Language.PYTHON,
                                    "import curious; print(curious.FOUND)"));
            for (String way :
                    List.of("own loopback", "index itself", "metadata", "anywhere", "mount")) {
                assertThat(found.path(way).asText()).as(way).startsWith("refused");
            }
            for (String way : List.of("door to loopback", "door by name", "door by short")) {
                assertThat(found.path(way).asText()).as(way).contains("403");
            }
            assertThat(found.path("door by user").asText()).contains("403");
            assertThat(found.path("door to metadata").asText()).contains("403");
            assertThat(found.path("door by host").asText()).contains("400");
            assertThat(found.path("proxy to loopback").asText()).isEqualTo("403");
            assertThat(found.path("door to index").asText()).contains("200");
            assertThat(found.path("proxy to index").asText()).isEqualTo("200");
            assertThat(found.path("write /usr").asText()).startsWith("refused");
            assertThat(found.path("write /etc").asText()).startsWith("refused");
            assertThat(found.path("write beside").asText()).startsWith("refused");
            assertThat(found.path("first").asText()).startsWith("refused");
            assertThat(found.path("user").asText()).isEqualTo("1000");
            assertThat(found.path("root").asText())
                    .doesNotContain("'work'", "home", "root", "spool");
            assertThat(found.path("environment").asText()).doesNotContain("GREETING");
            listener.setSoTimeout(1);
            assertThat(listener).satisfies(InstallationsTest::nobodyCame);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    memory | x = []; [x.append(bytearray(1 << 24)) for _ in iter(int, 1)]               | 180000 | memory
                    disk   | open('/workspace/full', 'wb').write(bytes(300 << 20))                     | 180000 | File too large
                    forks  | import os; [os.fork() for _ in iter(int, 1)]                              | 180000 | did not run successfully
                    sleeps | import time; [time.sleep(1) for _ in iter(int, 1)]                        | 10000  | within 10 s
                    """)
    void aGreedyPackageIsStopped(String name, String deed, int millis, String why)
            throws IOException {
        String session = "greedy-" + name;
        bind(session);
        index.sdist(name, "1.0", deed);

        InstallationReport report =
                await(
                        installations.install(
                                bench.sessions.require(new SessionId(session)),
                                order(1, List.of(name), List.of(), millis)));

        assertThat(report.status()).isEqualTo(DependencyStatus.FAILED);
        assertThat(report.error()).contains(why);
        assertThat(drafts(session)).isEmpty();
        assertThat(out(session, Language.PYTHON, "print(1)")).isEqualTo("1\n");
    }

    @Test
    void theEndOfTheSessionEndsTheInstallationAndTakesPackagesAway() throws IOException {
        bind("ending");
        install("ending", 1, List.of("greeter"), List.of());
        index.sdist("slow", "1.0", "import time\nwhile True: time.sleep(1)");
        SessionId id = new SessionId("ending");
        CompletableFuture<InstallationReport> going =
                installations.install(
                        bench.sessions.require(id),
                        order(2, List.of("slow"), List.of(), ENOUGH_MILLIS));
        until(() -> index.asked().contains("/files/slow-1.0.tar.gz"));

        bench.sessions.release(id);
        installations.release(id);

        assertThat(await(going).error()).contains("over");
        until(() -> drafts("ending").isEmpty());
    }

    private static void nobodyCame(ServerSocket listener) {
        org.assertj.core.api.Assertions.assertThatThrownBy(listener::accept)
                .isInstanceOf(java.net.SocketTimeoutException.class);
    }

    private static void bind(String session) throws IOException {
        bench.bind(session, LIMITS);
    }

    private static void own(Path path) {
        try {
            bench.own(path);
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static InstallationOrder order(
            int attempt, List<String> python, List<String> javascript, int millis) {
        return new InstallationOrder(
                attempt, python, javascript, millis, index.variables(), List.of(index.place()));
    }

    private static InstallationReport install(
            String session, int attempt, List<String> python, List<String> javascript) {
        return await(
                installations.install(
                        bench.sessions.require(new SessionId(session)),
                        order(attempt, python, javascript, ENOUGH_MILLIS)));
    }

    private static InstallationReport await(CompletableFuture<InstallationReport> report) {
        return report.copy().orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    private static void until(java.util.function.BooleanSupplier holds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!holds.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it takes too long").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static List<String> drafts(String session) {
        try (Stream<Path> all = Files.list(bench.workspaces())) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(session + ".packages"))
                    .toList();
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    private static String out(String session, Language language, String code) {
        JsonNode report = bench.report(session, bench.request(language, code));
        assertThat(report.path("verdict").asText()).as(report.toPrettyString()).isEqualTo("ok");
        return report.path("stdout").asText();
    }

    private static String failed(String session, String code) {
        return bench.report(session, bench.request(Language.PYTHON, code)).path("stderr").asText();
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream =
                InstallationsTest.class.getResourceAsStream("/dependency/" + name)) {
            assertThat(stream).as(name).isNotNull();
            return new String(stream.readAllBytes(), UTF_8);
        }
    }
}
