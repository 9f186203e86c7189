package dev.cloche.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Checkout;
import dev.cloche.acceptance.product.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An executor by itself, as a container has it.
final class ExecutorStartTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long NEVER = 1_000_000;

    private static Command start(String boot) throws Exception {
        List<String> words = new ArrayList<>(List.of("sh", "-c", "echo \"$BOOT\" | \"$@\"", "sh"));
        words.addAll(Checkout.executorCommand());
        return Command.run(
                PATIENCE,
                Map.of(
                        "BOOT", boot,
                        "QUARKUS_HTTP_HOST", "127.0.0.1",
                        "QUARKUS_HTTP_PORT", "0"),
                words);
    }

    @Test
    void oneThatCannotBeginSaysWhyAndEnds(@TempDir Path directory) throws Exception {
        Path half = Files.createDirectories(directory.resolve("spool/half.tmp"));
        Files.createFile(half.resolve("in the way"));
        Path workspaces = Files.createDirectory(directory.resolve("workspaces"));

        Command ended =
                start(
                        """
                        {"container_id": "cont_aaaaaaaaaaaaaaaa", "template_id": "python-basic", \
                        "callback_secret": "5ecret", "dispatch_token": "t0ken", \
                        "control_plane_url": "http://127.0.0.1:9", "workspaces": "%s", \
                        "spool": "%s", "orphan_after_seconds": %d}\
                        """
                                .formatted(workspaces, half.getParent(), NEVER));

        assertThat(ended.exitCode()).isEqualTo(1);
        assertThat(ended.stderr())
                .contains("executor cannot begin")
                .contains("half.tmp")
                .doesNotContain("5ecret", "t0ken");
    }

    @Test
    void oneThatIsToldNothingSaysSo() throws Exception {
        Command ended = start("");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.stderr()).contains("the boot line on standard input cannot be used");
    }
}
