package dev.cloche.executor.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.api.execution.Language;
import dev.cloche.api.executor.RunRequest;
import dev.cloche.executor.process.ChildRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A container with less memory than its runs may use, where the kernel kills before anybody sees
/// why.
@ParameterizedClass(name = "walls by {0}")
@EnumSource(
        value = ChildRequest.WallBuilder.class,
        names = {"BUBBLEWRAP", "FASTEST"})
final class FullContainerTest {

    private static final long CONTAINER = 300 * Workbench.MEBIBYTE;

    private static Workbench bench;

    @Parameter ChildRequest.WallBuilder walls;

    @BeforeParameterizedClassInvocation
    static void start(ChildRequest.WallBuilder walls) throws IOException {
        bench = new Workbench(Workbench.Plan.of(walls).inContainer(CONTAINER));
        assumeTrue(bench.delegation().isPresent(), "no cgroups can be had here");
        bench.bind("greedy", Workbench.LIMITS);
        bench.bind("neighbour", Workbench.LIMITS);
    }

    @AfterParameterizedClassInvocation
    static void end() throws IOException {
        bench.close();
    }

    private static List<String> tooMuch() {
        return List.of(
                // It is the one that is killed.
                "x = b'x' * (400 << 20)",
                // A child is, and nobody waits for it.
                """
                import os, time
                if os.fork() == 0:
                    x = b'x' * (400 << 20)
                time.sleep(10)
                """,
                // A child is, and its parent fails at once.
                """
                import os, sys
                if os.fork() == 0:
                    x = b'x' * (400 << 20)
                    os._exit(0)
                sys.exit(1 if os.wait()[1] else 0)
                """);
    }

    @ParameterizedTest
    @MethodSource("tooMuch")
    void whoTakesTooMuchIsToldSo(String code) {
        RunRequest neighbour = bench.request(Language.SHELL, "sleep 1; echo unharmed; exit 3");
        bench.submit("neighbour", neighbour);

        JsonNode greedy = bench.report("greedy", bench.request(Language.PYTHON, code));

        assertThat(greedy.path("verdict").asText()).as(greedy.toString()).isEqualTo("oom");
        JsonNode unharmed = bench.result(neighbour);
        assertThat(unharmed.path("verdict").asText()).as(unharmed.toString()).isEqualTo("error");
        assertThat(unharmed.path("stdout").asText()).isEqualTo("unharmed\n");
    }

    @Test
    void whatWasKilledBeforeARunIsNotItsFault() throws Exception {
        var enter = new StringBuilder("echo 1000 > /proc/self/oom_score_adj\n");
        for (Path entrance : bench.delegation().orElseThrow().entrances()) {
            enter.append("echo $$ > ").append(entrance).append('\n');
        }
        String greedy = enter + "exec python3 -c 'x = b\"x\" * (400 << 20)'";
        int killed = new ProcessBuilder("sh", "-c", greedy).inheritIO().start().waitFor();
        assertThat(killed).isEqualTo(128 + 9);

        JsonNode report = bench.report("greedy", bench.request(Language.SHELL, "kill -9 $$"));

        assertThat(report.path("verdict").asText()).as(report.toString()).isEqualTo("signal");
    }

    @ParameterizedTest
    @ValueSource(strings = {"kill -9 $$", "sh -c 'kill -9 $$'; exit 4"})
    void whoKillsItselfIsNotShortOfMemory(String code) {
        JsonNode report = bench.report("greedy", bench.request(Language.SHELL, code));

        assertThat(report.path("verdict").asText()).as(report.toString()).isIn("signal", "error");
    }
}
