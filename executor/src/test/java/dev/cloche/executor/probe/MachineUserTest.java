package dev.cloche.executor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MachineUserTest {

    private static final Path PROC = Path.of("/proc");

    @TempDir Path proc;

    @Test
    void theOwnerOfTheKernelIsRoot() throws IOException {
        Path kernel = Files.createDirectories(proc.resolve("sys/kernel"));
        Object owner = Files.getAttribute(kernel, "unix:uid");
        process("Uid:\t%1$s\t%1$s\t%1$s\t%1$s".formatted(owner));

        assertThat(MachineUser.isRoot(7, proc)).isTrue();
    }

    @Test
    void anybodyElseIsNot() throws IOException {
        Files.createDirectories(proc.resolve("sys/kernel"));
        process("Uid:\t4711\t4711\t4711\t4711");

        assertThat(MachineUser.isRoot(7, proc)).isFalse();
    }

    @Test
    void thisProcessIsWhoItIs() throws IOException {
        boolean root = MachineUser.isRoot(ProcessHandle.current().pid(), PROC);

        assertThat(root)
                .isEqualTo(
                        Files.getAttribute(Path.of("/proc/self"), "unix:uid")
                                .equals(Files.getAttribute(PROC, "unix:uid")));
    }

    private void process(String line) throws IOException {
        Files.createDirectories(proc.resolve("7"));
        Files.writeString(proc.resolve("7/status"), "Name:\tx\n" + line + "\nGid:\t0\n");
    }
}
