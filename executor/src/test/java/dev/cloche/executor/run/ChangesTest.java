package dev.cloche.executor.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.api.execution.Language;
import dev.cloche.api.executor.RunLimits;
import dev.cloche.executor.process.ChildRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What a run did to its workspace, as it is reported.
@ParameterizedClass(name = "walls by {0}")
@EnumSource(
        value = ChildRequest.WallBuilder.class,
        names = {"BUBBLEWRAP", "FASTEST"})
final class ChangesTest {

    private static final RunLimits WIDE =
            new RunLimits(
                    1,
                    512 * Workbench.MEBIBYTE,
                    1024 * Workbench.MEBIBYTE,
                    64,
                    Workbench.MEBIBYTE,
                    10 * Workbench.MEBIBYTE);

    private static Workbench bench;
    private static int sessions;

    private String session = "";

    @SuppressWarnings("unused")
    ChangesTest(ChildRequest.WallBuilder walls) {}

    @BeforeParameterizedClassInvocation
    static void start(ChildRequest.WallBuilder walls) throws IOException {
        bench = new Workbench(walls);
    }

    @AfterParameterizedClassInvocation
    static void end() throws IOException {
        bench.close();
    }

    @BeforeEach
    void newSession() throws IOException {
        session = "changes" + sessions++;
        bench.bind(session, WIDE);
    }

    @Test
    void createdChangedDeletedAndRenamed() {
        shell("echo a > keep; echo a > grow; echo a > gone; mkdir d; echo a > d/from");

        JsonNode report = shell("echo b >> grow; rm gone; mv d/from d/to; echo n > new");

        assertThat(changes(report))
                .containsExactlyInAnyOrder(
                        "created d/to",
                        "deleted d/from",
                        "changed grow",
                        "deleted gone",
                        "created new");
    }

    @Test
    void anEmptyRunChangesNothing() {
        shell("echo a > a; mkdir d; echo b > d/b");

        assertThat(changes(shell("cat a d/b > /dev/null; touch /tmp/x"))).isEmpty();
    }

    @Test
    void timesOfFilesCannotHideThem() {
        shell("echo a > a; touch -d 2001-01-01 old; echo x > same");

        JsonNode report =
                shell(
                        "cp -p old copy; touch -d 2001-01-01 a; printf 'y\\n' > same; touch -d 2001-01-01 same");

        assertThat(changes(report)).containsExactly("changed a", "created copy", "changed same");
    }

    @Test
    void linksAndPipesAreNotFollowed() {
        JsonNode report =
                shell("ln -s /etc/passwd link; ln -s . loop; mkfifo pipe; echo x > a; ln a hard");

        assertThat(changes(report))
                .containsExactly(
                        "created a",
                        "created hard",
                        "created link",
                        "created loop",
                        "created pipe");
        assertThat(of(report, "link").has("sha256")).isFalse();
        assertThat(of(report, "pipe").path("mime_type").asText()).isEqualTo("inode/special");
        assertThat(of(report, "link").path("mime_type").asText()).isEqualTo("inode/symlink");
    }

    @Test
    void digestsAndSizesAreRight() {
        JsonNode report = shell("printf hello > a.txt; : > empty");

        assertThat(of(report, "a.txt").path("sha256").asText())
                .isEqualTo("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
        assertThat(of(report, "a.txt").path("size").asInt()).isEqualTo(5);
        assertThat(of(report, "a.txt").path("mime_type").asText()).isEqualTo("text/plain");
        assertThat(of(report, "empty").path("size").asInt()).isZero();
    }

    @Test
    void largeFilesHaveNoDigest() {
        JsonNode report = shell("head -c 40000000 /dev/zero > big; truncate -s 900M hollow");

        assertThat(of(report, "big").path("size").asInt()).isEqualTo(40_000_000);
        assertThat(of(report, "big").has("sha256")).isFalse();
        assertThat(of(report, "hollow").has("sha256")).isFalse();
        assertThat(report.path("duration").asDouble()).isLessThan(5);
    }

    @Test
    void deepDirectories() {
        JsonNode report =
                python(
                        "import os\nfor _ in range(100):\n  os.mkdir('d'); os.chdir('d')\nopen('deep','w').close()\nos.chdir('/workspace')\nopen('top','w').close()");

        assertThat(changes(report)).containsExactly("created top");
        assertThat(report.path("changes_truncated").asBoolean()).isTrue();
    }

    @Test
    void manyFilesAreBounded() {
        JsonNode report =
                python(
                        "import os\nfor i in range(30000):\n  os.close(os.open(f'{i}', os.O_CREAT|os.O_WRONLY))");

        assertThat(report.path("verdict").asText())
                .as(report.path("stderr").asText())
                .isEqualTo("ok");
        assertThat(changes(report)).hasSizeBetween(900, 1000);
        assertThat(report.path("changes_truncated").asBoolean()).isTrue();
    }

    @Test
    void strangeNames() {
        JsonNode report =
                python(
                        "for n in (b'a\\nb', b'\\xff', 'ä'.encode(), b'-rf', b' ', b'a\"b'):\n  open(n,'w').close()");

        assertThat(changes(report))
                .contains(
                        "created a\nb",
                        "created \uFFFD",
                        "created ä",
                        "created -rf",
                        "created a\"b")
                .hasSize(6);
    }

    @Test
    void runsRightAfterEachOtherReportTheirOwnOnly() {
        for (int i = 0; i < 10; i++) {
            assertThat(changes(shell("echo " + i + " > f" + i))).containsExactly("created f" + i);
        }
    }

    @Test
    void aTimeoutStillSaysWhatChanged() {
        var request =
                bench.request(Language.SHELL, "echo x > made; sleep 20", null, Map.of(), null, 700);

        JsonNode report = bench.report(session, request);

        assertThat(report.path("verdict").asText()).isEqualTo("timeout");
        assertThat(changes(report)).containsExactly("created made");
    }

    @Test
    void rightsAreAChange() {
        shell("echo x > a");

        assertThat(changes(shell("chmod 700 a"))).containsExactly("changed a");
    }

    @Test
    void aDirectoryThatCannotBeReadHidesNothingElse() {
        JsonNode report = shell("mkdir shut; echo x > shut/in; chmod 000 shut; echo y > open");

        assertThat(changes(report)).contains("created open");
        shell("chmod 700 shut");
    }

    private JsonNode shell(String code) {
        return bench.report(session, bench.request(Language.SHELL, code));
    }

    private JsonNode python(String code) {
        return bench.report(session, bench.request(Language.PYTHON, code));
    }

    private static List<String> changes(JsonNode report) {
        return StreamSupport.stream(report.path("changes").spliterator(), false)
                .map(one -> one.path("change").asText() + " " + one.path("path").asText())
                .sorted((a, b) ->
                        a.substring(a.indexOf(' ')).compareTo(b.substring(b.indexOf(' '))))
                .toList();
    }

    private static JsonNode of(JsonNode report, String path) {
        return StreamSupport.stream(report.path("changes").spliterator(), false)
                .filter(one -> one.path("path").asText().equals(path))
                .findFirst()
                .orElseThrow(() -> new AssertionError(path + " is not in " + report));
    }
}
