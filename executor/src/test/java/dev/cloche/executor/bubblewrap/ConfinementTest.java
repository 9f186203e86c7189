package dev.cloche.executor.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.executor.process.Walls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Compares arguments with files in `src/test/resources/confinement`, one option a line.
final class ConfinementTest {

    private static final HostLayout MERGED =
            new HostLayout(
                    Map.of("/bin", "usr/bin", "/lib", "usr/lib", "/lib64", "usr/lib64"),
                    List.of(),
                    List.of("/proc/kcore", "/proc/keys"),
                    List.of("/proc/acpi"));
    private static final HostLayout SPLIT =
            new HostLayout(Map.of(), List.of("/bin", "/lib"), List.of(), List.of());

    @ParameterizedTest
    @ValueSource(strings = {"merged-usr", "split-usr", "shared-proc"})
    void argumentsAreThoseOfTheFile(String situation) throws IOException {
        var confinement =
                new Confinement(
                        situation.equals("split-usr") ? SPLIT : MERGED,
                        situation.equals("shared-proc")
                                ? Confinement.Proc.OF_THE_CONTAINER
                                : Confinement.Proc.OWN,
                        Path.of("/files"),
                        Path.of("/workspaces"),
                        Map.of("HOME", "/workspace", "A", "with spaces\nand lines"),
                        List.of("numpy"));

        Walls walls = confinement.walls();

        assertThat(text(walls)).isEqualTo(golden(situation, text(walls)));
    }

    @Test
    void theLayoutOfAMachineIsLookedUp(@TempDir Path root) throws IOException {
        Files.createDirectories(root.resolve("usr/bin"));
        Files.createDirectories(root.resolve("lib"));
        Files.createDirectories(root.resolve("proc/scsi"));
        Files.createSymbolicLink(root.resolve("bin"), Path.of("usr/bin"));
        Files.createFile(root.resolve("proc/keys"));
        Files.createFile(root.resolve("proc/kcore"), permissions("r--------"));

        HostLayout layout = HostLayout.of(root);

        assertThat(layout)
                .isEqualTo(
                        new HostLayout(
                                Map.of("/bin", "usr/bin"),
                                List.of("/lib"),
                                List.of("/proc/keys"),
                                List.of("/proc/scsi")));
    }

    private static FileAttribute<?> permissions(String text) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(text));
    }

    private static String lines(List<String> arguments) {
        var text = new StringBuilder();
        for (String argument : arguments) {
            text.append(argument.startsWith("--") && !text.isEmpty() ? "\n" : "");
            text.append(argument.startsWith("--") ? "" : " ");
            text.append(argument.replace("\n", "\\n"));
        }
        return text.append('\n').toString();
    }

    private static String text(Walls walls) {
        return "# for one run, before and after what differs\n"
                + lines(walls.before())
                + "#\n"
                + lines(walls.after())
                + "# for those that wait\n"
                + lines(walls.pool())
                + "# "
                + walls.fork()
                + "\n";
    }

    private static String golden(String situation, String now) throws IOException {
        Path file = Path.of("src/test/resources/confinement", situation + ".txt");
        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(file, now);
        }
        return Files.readString(file);
    }
}
