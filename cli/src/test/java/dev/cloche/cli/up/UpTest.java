package dev.cloche.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloche.cli.kernel.Answer;
import dev.cloche.cli.kernel.Refusal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UpTest {
    private static final Path LOG = Path.of("/data/control-plane.log");
    private static final Start.Ready READY =
            new Start.Ready(URI.create("http://127.0.0.1:8000"), Duration.ofMillis(1234));

    @TempDir private Path directory;

    @Test
    void aDatabaseIsNamedWithoutItsPassword() {
        assertThatCode(() -> Up.requireAddress("postgresql://db:5432/cloche"))
                .doesNotThrowAnyException();
        for (String wrong :
                List.of(
                        "db",
                        "jdbc:postgresql://db/c",
                        "postgresql://me:it@db/c",
                        "postgresql://db")) {
            assertThatThrownBy(() -> Up.requireAddress(wrong))
                    .as(wrong)
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("postgresql://HOST:PORT/NAME");
        }
    }

    @Test
    void anImageMakesItAPlatformOfContainers() {
        assertThat(Up.settings(null, null)).isEmpty();
        assertThat(Up.settings("postgresql://db/c", "cloche/some:1"))
                .isEqualTo(
                        Map.of(
                                "CLOCHE_DATABASE_URL", "postgresql://db/c",
                                "CLOCHE_RUNTIME", "docker",
                                "CLOCHE_DOCKER_IMAGE", "cloche/some:1"));
    }

    @Test
    void theControlPlaneDiesWithItsParentAndHearsNoCtrlC() {
        Launch launch =
                new Launch(
                        Path.of("/jdk/bin/java"),
                        Path.of("/c/run.jar"),
                        Path.of("/c/executor"),
                        Path.of("/data"),
                        new Address("127.0.0.1", 8000),
                        List.of("-XX:AOTCache=/c/a.aot"),
                        Map.of("CLOCHE_DATABASE_URL", "postgresql://db/cloche"));

        assertThat(launch.command())
                .containsExactly(
                        "setpriv",
                        "--pdeathsig",
                        "TERM",
                        "--",
                        "setsid",
                        "--",
                        "/jdk/bin/java",
                        "-Xmx512m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-XX:AOTCache=/c/a.aot",
                        "-Dcloche.data=/data",
                        "-Dcloche.local.executor=/c/executor",
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=8000",
                        "-jar",
                        "/c/run.jar");
    }

    @Test
    void whereProcessorsAreFewTheJvmKeepsThemForRuns() {
        List<String> frugal =
                List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:CompileThresholdScaling=0.1");

        assertThat(Launch.tuning(1)).isEqualTo(frugal);
        assertThat(Launch.tuning(2)).isEqualTo(frugal);
        assertThat(Launch.tuning(3)).isEmpty();
    }

    @Test
    void theWelcomeHasALineThatCanBePasted() {
        String text = new Welcome("./cloche", Optional.empty()).of(READY);

        assertThat(text)
                .contains("ready at http://127.0.0.1:8000 (1.23 s)")
                .contains("T=$(./cloche token); S=$(curl")
                .contains("execute-sync");
    }

    @Test
    void aDataDirectoryThatWasTypedIsRepeatedForTheShell() {
        String text = new Welcome("./cloche", Optional.of(Path.of("/my data/o'k"))).of(READY);

        assertThat(text).contains("./cloche token --data '/my data/o'\\''k'");
    }

    @Test
    void aTakenDirectoryIsSaidInTheWordsOfTheControlPlane() {
        Answer answer = Up.obituary(3, List.of("starting", "used by process 7"), LOG);

        assertThat(answer).isEqualTo(new Answer(3, "", "cloche: used by process 7\n"));
    }

    @Test
    void anUnexpectedEndShowsTheLastLines() {
        Answer answer = Up.obituary(137, List.of("one", "two"), LOG);

        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.err())
                .isEqualTo(
                        """
                        one
                        two
                        cloche: the platform ended with exit code 137; see /data/control-plane.log
                        """);
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Address address = new Address("127.0.0.1", taken.getLocalPort());

            assertThatThrownBy(address::probe)
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("port " + taken.getLocalPort())
                    .hasMessageContaining("--port");
        }
    }

    @Test
    void theLogOfAnEarlierStartIsPutAside() throws Exception {
        LogFile log = new LogFile(directory.resolve("x.log"));
        Files.writeString(log.path(), "earlier\n");

        log.rotate();

        assertThat(log.path()).doesNotExist();
        assertThat(directory.resolve("x.log.1")).hasContent("earlier");
    }

    @Test
    void aLogThatGrewTooLongStartsAgain() throws Exception {
        LogFile log = new LogFile(directory.resolve("x.log"));
        Files.write(log.path(), new byte[(16 << 20) + 1]);

        log.trim();
        Files.writeString(log.path(), "later\n", StandardOpenOption.APPEND);

        assertThat(log.path()).hasContent("later");
        assertThat(directory.resolve("x.log.1")).hasSize((16 << 20) + 1);
    }

    @Test
    void theTailIsTheLastLinesThatSaySomething() throws Exception {
        LogFile log = new LogFile(directory.resolve("x.log"));
        Files.writeString(log.path(), "a\nb\n\nc\n\n");

        assertThat(log.tail(2)).containsExactly("b", "c");
        assertThat(new LogFile(directory.resolve("none")).tail(2)).isEmpty();
    }
}
