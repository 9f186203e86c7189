package dev.cloche.executor.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BootLineTest {

    private static final String GOOD =
            """
            {"container_id":"cont_0123456789abcdef","template_id":"python-basic",\
            "callback_secret":"s3cret","dispatch_token":"t0ken",\
            "control_plane_url":"http://127.0.0.1:8000","workspaces":"/workspaces",\
            "spool":"/spool","orphan_after_seconds":60,"cgroups":"/cgroup"}
            """;

    @Test
    void aLineIsRead() throws IOException {
        var outcome = read(GOOD + "more");

        assertThat(outcome).isInstanceOf(BootLine.Outcome.Told.class);
        assertThat(((BootLine.Outcome.Told) outcome).boot().dispatchToken()).isEqualTo("t0ken");
    }

    @Test
    void cgroupsMayBeMissingOrNull() throws IOException {
        for (String change : new String[] {",\"cgroups\":\"/cgroup\"=", "\"/cgroup\"=null"}) {
            String[] parts = change.split("=", 2);

            var outcome = read(GOOD.replace(parts[0], parts[1]));

            assertThat(((BootLine.Outcome.Told) outcome).boot().cgroups()).isNull();
        }
        assertThat(((BootLine.Outcome.Told) read(GOOD)).boot().cgroups()).isEqualTo("/cgroup");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cont_0123456789abcdef=no id",
                "s3cret=",
                "t0ken= ",
                "http://127.0.0.1:8000=ftp://x",
                "http://127.0.0.1:8000=nonsense",
                "/workspaces=relative",
                "/spool=relative",
                ":60=:0",
                "/cgroup=relative",
                ":60=:\"x\"",
                "\"spool\"=\"pool\"",
                "}=",
            })
    void aWrongValueIsRefusedWithoutSayingSecrets(String change) throws IOException {
        String[] parts = change.split("=", 2);

        var outcome = read(GOOD.replace(parts[0], parts[1]));

        assertThat(outcome).isInstanceOf(BootLine.Outcome.Wrong.class);
        assertThat(outcome.toString()).doesNotContain("s3cret", "t0ken");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "null\n", "[]\n", "{}\n", "x"})
    void whatIsNoBootLineIsRefused(String line) throws IOException {
        assertThat(read(line)).isInstanceOf(BootLine.Outcome.Wrong.class);
    }

    @Test
    void anEndlessLineIsRefused() throws IOException {
        assertThat(read("x".repeat(100_000))).isInstanceOf(BootLine.Outcome.Wrong.class);
    }

    private static BootLine.Outcome read(String text) throws IOException {
        return BootLine.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
