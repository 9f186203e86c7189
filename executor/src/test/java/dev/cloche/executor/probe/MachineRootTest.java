package dev.cloche.executor.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class MachineRootTest {

    @Test
    void whoOwnsTheKernelsSettingsIsRootWhateverItsId() {
        assertThat(MachineRoot.runs(0, 0)).isTrue();
        assertThat(MachineRoot.runs(1000, 1000)).isTrue();
        assertThat(MachineRoot.runs(1000, 65_534)).isFalse();
        assertThat(MachineRoot.runs(1000, 0)).isFalse();
    }

    @Test
    void itIsSeenThroughTheIdsOfASandbox() throws IOException, InterruptedException {
        boolean root = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        Process process =
                new ProcessBuilder(
                                "bwrap",
                                "--unshare-user",
                                "--uid",
                                "1000",
                                "--gid",
                                "1000",
                                "--ro-bind",
                                "/",
                                "/",
                                "--dev",
                                "/dev",
                                "--proc",
                                "/proc",
                                "stat",
                                "-c",
                                "%u",
                                "/proc/self",
                                "/proc/sys/kernel")
                        .redirectErrorStream(true)
                        .start();
        String[] owners =
                new String(process.getInputStream().readAllBytes(), UTF_8).strip().split("\n", -1);

        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(MachineRoot.runs(Integer.parseInt(owners[0]), Integer.parseInt(owners[1])))
                .isEqualTo(root);
    }
}
