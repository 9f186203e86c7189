package dev.cloche.cli.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileCountTest {

    @TempDir private Path directory;

    @Test
    void filesAreCountedAtEveryDepth() throws Exception {
        Files.writeString(directory.resolve("a"), "");
        Path deep = Files.createDirectories(directory.resolve("b/c/d"));
        Files.writeString(deep.resolve("e"), "");

        assertThat(FileCount.below(directory)).isEqualTo(2);
    }

    @Test
    void directoriesOfAnInstallationAreThoseBelowItsName() throws Exception {
        Files.createDirectories(directory.resolve("memory/cloche-1/session/run"));
        Files.createDirectories(directory.resolve("pids/other/cloche-2"));
        Files.createDirectories(directory.resolve("pids/another"));
        Files.writeString(directory.resolve("memory/cloche-1/cgroup.procs"), "");

        assertThat(FileCount.directories(directory, "cloche")).isEqualTo(4);
    }

    @Test
    void whatIsNotThereHasNoFiles() {
        assertThat(FileCount.below(directory.resolve("nothing"))).isZero();
    }
}
