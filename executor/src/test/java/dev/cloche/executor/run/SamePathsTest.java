package dev.cloche.executor.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.api.execution.Language;
import dev.cloche.executor.process.ChildRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What code sees of itself is the same in a sandbox that waited and in one of bubblewrap's.
final class SamePathsTest {

    // Only a sandbox that waited has this mount: it hides where the workspace came from.
    private static final String MARK = "/run/cloche/workspaces";

    private static Workbench plain;
    private static Workbench fast;

    @BeforeAll
    static void start() throws IOException {
        plain = new Workbench(ChildRequest.WallBuilder.BUBBLEWRAP);
        fast = new Workbench(ChildRequest.WallBuilder.FASTEST);
        plain.bind("same", Workbench.LIMITS);
        fast.bind("same", Workbench.LIMITS);
    }

    @AfterAll
    static void end() throws IOException {
        plain.close();
        fast.close();
    }

    @ParameterizedTest
    @CsvSource({"PYTHON,probe.py", "JAVASCRIPT,probe.js", "SHELL,probe.sh"})
    void sameSurroundings(Language language, String name) throws IOException {
        String code = resource(name);

        List<String> expected = lines(plain, language, code);
        List<String> found = lines(fast, language, code);

        assertThat(expected).hasSizeGreaterThan(10);
        assertThat(found).containsExactlyElementsOf(expected);
    }

    @Test
    void thePathsAreNotTheSame() {
        String code = "grep -c " + MARK + " /proc/self/mountinfo; true";

        assertThat(lines(plain, Language.SHELL, code)).containsExactly("0");
        assertThat(lines(fast, Language.SHELL, code)).isNotEqualTo(List.of("0"));
    }

    @Test
    void onlyASandboxThatWaitedHasModulesInAdvance() {
        String code = "import sys\nprint('json' in sys.modules)";

        assertThat(lines(plain, Language.PYTHON, code)).containsExactly("False");
        assertThat(lines(fast, Language.PYTHON, code)).containsExactly("True");
    }

    private static List<String> lines(Workbench bench, Language language, String code) {
        var request =
                bench.request(language, code, null, Map.of("MORE", "ä b\nc"), "text\n", 20_000);

        JsonNode report = bench.report("same", request);

        assertThat(report.path("verdict").asText()).as(report.toPrettyString()).isEqualTo("ok");
        assertThat(report.path("stderr").asText()).isEmpty();
        return report.path("stdout").asText().lines().toList();
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = SamePathsTest.class.getResourceAsStream("/paths/" + name)) {
            assertThat(stream).as(name).isNotNull();
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
