package dev.cloche.executor.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.api.execution.Language;
import dev.cloche.api.execution.WorkingDirectory;
import dev.cloche.api.executor.RunRequest;
import dev.cloche.executor.process.ChildRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Runs that start somewhere else in their workspace.
@ParameterizedClass(name = "walls by {0}")
@EnumSource(
        value = ChildRequest.WallBuilder.class,
        names = {"BUBBLEWRAP", "FASTEST"})
final class WorkingDirectoryTest {

    private static Workbench bench;
    private static int sessions;

    @BeforeParameterizedClassInvocation
    static void start(ChildRequest.WallBuilder walls) throws IOException {
        bench = new Workbench(walls);
    }

    @AfterParameterizedClassInvocation
    static void end() throws IOException {
        bench.close();
    }

    @SuppressWarnings("unused")
    WorkingDirectoryTest(ChildRequest.WallBuilder walls) {}

    @ParameterizedTest
    @EnumSource(Language.class)
    void aDirectoryThatIsNotThereIsMade(Language language) throws IOException {
        String session = bind();

        JsonNode made = run(session, language, "sub/sübér dir");
        JsonNode again = run(session, language, "sub/sübér dir");

        assertThat(made.path("verdict").asText()).as("%s", made).isEqualTo("ok");
        assertThat(made.path("stdout").asText()).isEqualTo("/workspace/sub/sübér dir\n");
        assertThat(again.path("stdout").asText()).isEqualTo("/workspace/sub/sübér dir\n");
        assertThat(bench.workspaces().resolve(session).resolve("sub/sübér dir")).isDirectory();
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void aLinkIsFollowedInsideTheSandboxOnly(Language language) throws IOException {
        String session = bind();
        Path outside = Files.createTempDirectory("outside");
        Files.setPosixFilePermissions(outside, PosixFilePermissions.fromString("rwxrwxrwx"));
        Path workspace = bench.workspaces().resolve(session);
        Files.createSymbolicLink(workspace.resolve("out"), outside);
        Files.createSymbolicLink(workspace.resolve("tmp"), Path.of("/tmp"));
        Files.createSymbolicLink(workspace.resolve("system"), Path.of("/usr"));

        JsonNode gone = run(session, language, "out/new");
        JsonNode temporary = run(session, language, "tmp/new");
        JsonNode system = run(session, language, "system/new");

        assertThat(temporary.path("stdout").asText()).isEqualTo("/tmp/new\n");
        assertThat(system.path("verdict").asText()).isEqualTo("error");
        assertThat(system.path("stderr").asText()).contains("/workspace/system/new");
        assertThat(gone.path("stdout").asText()).isNotEqualTo(outside + "/new\n");
        assertThat(outside).isEmptyDirectory();
        assertThat(Path.of("/usr/new")).doesNotExist();
        Files.delete(outside);
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void aFileInTheWayIsToldAndNothingRuns(Language language) throws IOException {
        String session = bind();
        Path file = bench.workspaces().resolve(session).resolve("file");
        Files.writeString(file, "x");
        bench.own(file);

        for (String place : new String[] {"file", "file/below"}) {
            JsonNode refused = run(session, language, place);

            assertThat(refused.path("verdict").asText()).as("%s", refused).isEqualTo("error");
            assertThat(refused.path("exit_code").asInt()).isEqualTo(126);
            assertThat(refused.path("stderr").asText())
                    .contains("/workspace/" + place)
                    .doesNotContain("Traceback", "at assignment");
            assertThat(refused.path("stdout").asText()).isEmpty();
        }
    }

    private static String bind() throws IOException {
        String session = "where" + sessions++;
        bench.bind(session, Workbench.LIMITS);
        return session;
    }

    private static JsonNode run(String session, Language language, String directory) {
        RunRequest plain = bench.request(language, code(language));
        return bench.report(
                session,
                new RunRequest(
                        plain.executionId(),
                        1,
                        language,
                        plain.code(),
                        null,
                        plain.envVars(),
                        null,
                        false,
                        plain.timeoutMs(),
                        new WorkingDirectory(directory)));
    }

    private static String code(Language language) {
        return switch (language) {
            case PYTHON -> "import os\nprint(os.getcwd())";
            case JAVASCRIPT -> "console.log(process.cwd())";
            case SHELL -> "pwd -P";
        };
    }
}
