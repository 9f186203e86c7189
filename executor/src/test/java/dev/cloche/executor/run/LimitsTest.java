package dev.cloche.executor.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.api.execution.Language;
import dev.cloche.api.executor.RunLimits;
import dev.cloche.api.executor.RunRequest;
import dev.cloche.executor.process.ChildRequest;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.CsvSource;

/// What a run may use, by whomever it is held; a neighbour notices nothing.
@ParameterizedClass(name = "walls by {0}, cgroups: {1}")
@CsvSource({"BUBBLEWRAP,false", "BUBBLEWRAP,true", "FASTEST,false", "FASTEST,true"})
final class LimitsTest {

    private static final long MB = Workbench.MEBIBYTE;
    private static final RunLimits NARROW = new RunLimits(0.5, 256 * MB, 64 * MB, 32, MB, 10 * MB);

    private static Workbench bench;

    private final ChildRequest.WallBuilder walls;
    private final boolean cgroups;
    private RunRequest neighbour;

    LimitsTest(ChildRequest.WallBuilder walls, boolean cgroups) {
        this.walls = walls;
        this.cgroups = cgroups;
    }

    @BeforeParameterizedClassInvocation
    static void start(ChildRequest.WallBuilder walls, boolean cgroups) throws IOException {
        bench = new Workbench(Workbench.Plan.of(walls).cgroups(cgroups));
        bench.bind("neighbour", Workbench.LIMITS);
    }

    @AfterParameterizedClassInvocation
    static void end() throws IOException {
        bench.close();
    }

    @BeforeEach
    void begin() throws IOException {
        assumeTrue(!cgroups || bench.delegation().isPresent(), "no cgroups can be had here");
        bench.bind("greedy", NARROW);
        neighbour = bench.request(Language.SHELL, "sleep 1; echo unharmed");
        bench.submit("neighbour", neighbour);
    }

    @AfterEach
    void nobodyElseIsHarmedAndNothingIsLeft() throws IOException {
        if (neighbour == null) {
            return;
        }
        JsonNode report = bench.result(neighbour);
        assertThat(report.path("stdout").asText()).as(report.toString()).isEqualTo("unharmed\n");
        if (walls == ChildRequest.WallBuilder.BUBBLEWRAP) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            while (!clean() && System.nanoTime() < end) {
                LockSupport.parkNanos(20_000_000);
            }
            assertThat(clean()).as("nothing is left").isTrue();
        }
    }

    private static boolean clean() throws IOException {
        boolean groups = bench.delegation().isEmpty() || bench.delegation().get().left().isEmpty();
        long servants = 2;
        return groups
                && ProcessHandle.of(bench.spawner.pid()).orElseThrow().descendants().count()
                        == servants;
    }

    @Test
    void memoryOfOneProcess() {
        assertThat(verdict(Language.PYTHON, "x = b'x' * (300 << 20)")).isEqualTo("oom");
    }

    @Test
    void memoryOfEightProcesses() {
        String code =
                """
                import os, time
                for _ in range(8):
                    if os.fork() == 0:
                        x = b'x' * (60 << 20)
                        time.sleep(10)
                        os._exit(0)
                time.sleep(10)
                """;

        assertThat(verdict(Language.PYTHON, code)).isEqualTo("oom");
    }

    @Test
    void memoryThatIsSharedCountsOnce() {
        String code =
                """
                import os, time
                x = b'x' * (100 << 20)
                for _ in range(4):
                    if os.fork() == 0:
                        time.sleep(0.7)
                        os._exit(0)
                time.sleep(0.7)
                print(len(x) >> 20)
                """;

        assertThat(run(Language.PYTHON, code).path("stdout").asText()).isEqualTo("100\n");
    }

    @Test
    void temporaryFiles() {
        JsonNode report =
                run(
                        Language.SHELL,
                        "for d in /tmp /dev/shm; do for i in 1 2 3; do"
                                + " head -c 40000000 /dev/zero > $d/$i || echo full; done; done;"
                                + " du -cm /tmp /dev/shm | tail -1 | awk '{print ($1 <= 128)}'");

        assertThat(report.path("stdout").asText())
                .as(report.toString())
                .contains("full")
                .endsWith("1\n");
    }

    @Test
    void filesInMemoryWithoutNames() {
        String code =
                """
                import os, time
                held = []
                for _ in range(8):
                    fd = os.memfd_create('x')
                    held.append(fd)
                    for _ in range(50):
                        os.write(fd, b'x' * (1 << 20))
                time.sleep(10)
                """;

        assertThat(verdict(Language.PYTHON, code))
                .isIn(cgroups ? new Object[] {"oom", "disk_full"} : new Object[] {"disk_full"});
    }

    @Test
    void memoryOfASession() {
        String code = "import time\nx = b'x' * (150 << 20)\ntime.sleep(3)\nprint('on')";
        RunRequest one = bench.request(Language.PYTHON, code);
        RunRequest other = bench.request(Language.PYTHON, code);
        bench.submit("greedy", one);
        bench.submit("greedy", other);

        assertThat(
                        new String[] {
                            bench.result(one).path("verdict").asText(),
                            bench.result(other).path("verdict").asText()
                        })
                .containsExactlyInAnyOrder("ok", "oom");
    }

    @Test
    void twoRunsOfASessionWithMuchInCommon() {
        String code =
                """
                import os, time
                x = b'x' * (20 << 20)
                for _ in range(6):
                    if os.fork() == 0:
                        time.sleep(1)
                        os._exit(0)
                time.sleep(1)
                print('on')
                """;
        RunRequest one = bench.request(Language.PYTHON, code);
        RunRequest other = bench.request(Language.PYTHON, code);
        bench.submit("greedy", one);
        bench.submit("greedy", other);

        assertThat(bench.result(one).path("verdict").asText()).isEqualTo("ok");
        assertThat(bench.result(other).path("verdict").asText()).isEqualTo("ok");
    }

    @Test
    void processes() {
        String code =
                """
                import os, time
                made = 0
                try:
                    while True:
                        if os.fork() == 0:
                            time.sleep(20)
                        made += 1
                except OSError as problem:
                    print(25 < made < 32, problem.errno)
                """;

        JsonNode report = run(Language.PYTHON, code);

        assertThat(report.path("stdout").asText()).as(report.toString()).isEqualTo("True 11\n");
    }

    @Test
    void processors() {
        assumeTrue(cgroups, "only cgroups hold the processors");
        var request =
                bench.request(
                        Language.SHELL,
                        "for i in 1 2 3 4; do while :; do :; done & done; wait",
                        null,
                        Map.of(),
                        null,
                        2000);

        JsonNode report = bench.report("greedy", request);

        assertThat(report.path("verdict").asText()).isIn("timeout", "cpu_limit");
        assertThat(report.path("metrics").path("cpu_time_ms").asDouble()).isBetween(300.0, 1500.0);
    }

    @Test
    void diskByManyFiles() {
        assertThat(
                        verdict(
                                Language.SHELL,
                                "for i in $(seq 200); do head -c 1000000 /dev/zero > $i; done; sleep 5"))
                .isEqualTo("disk_full");
        run(Language.SHELL, "rm -rf /workspace/*");
    }

    @Test
    void diskByFilesWithoutNames() {
        String code =
                """
                import os, time
                held = []
                for i in range(4):
                    f = open('x', 'wb')
                    os.unlink('x')
                    f.write(b'x' * (40 << 20))
                    f.flush()
                    held.append(f)
                time.sleep(10)
                """;

        assertThat(verdict(Language.PYTHON, code)).isEqualTo("disk_full");
    }

    @Test
    void numberOfFiles() {
        assertThat(
                        verdict(
                                Language.PYTHON,
                                "import time\nfor i in range(15000):\n  open(f'f{i}', 'w').close()\ntime.sleep(5)"))
                .isEqualTo("disk_full");
        run(Language.PYTHON, "import os\nfor n in os.listdir('.'): os.unlink(n)");
    }

    @Test
    void sizeOfAFile() {
        assertThat(verdict(Language.PYTHON, "f = open('big', 'wb')\nf.truncate(65 << 20)"))
                .isEqualTo("disk_full");
    }

    @Test
    void output() {
        assertThat(verdict(Language.SHELL, "yes")).isEqualTo("output_limit");
    }

    private static String verdict(Language language, String code) {
        return run(language, code).path("verdict").asText();
    }

    private static JsonNode run(Language language, String code) {
        return bench.report("greedy", bench.request(language, code));
    }
}
