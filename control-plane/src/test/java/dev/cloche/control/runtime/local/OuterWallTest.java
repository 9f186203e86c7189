package dev.cloche.control.runtime.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The golden files stand beside this class, one argument on a line.
final class OuterWallTest {

    @Test
    void aNativeExecutorOnAMachineWithMergedUsr() throws Exception {
        var roots = new Roots(new TreeMap<>(Map.of("bin", "usr/bin", "lib", "usr/lib")), List.of());

        assertThat(argv(roots, new Program.Native(Path.of("/srv/cloche/executor"))))
                .containsExactlyElementsOf(golden("native-merged-usr.argv"));
    }

    @Test
    void anExecutorOnTheJvmOnAnOlderMachine() throws Exception {
        var roots = new Roots(new TreeMap<>(), List.of("bin", "lib64"));
        var program =
                new Program.OnJvm(
                        Path.of("/srv/cloche/executor/quarkus-run.jar"),
                        Path.of("/usr/lib/jvm/jdk-25"),
                        Optional.of("-XX:AOTCache=/opt/cloche/executor/app.aot"));

        assertThat(argv(roots, program)).containsExactlyElementsOf(golden("jvm-split-usr.argv"));
    }

    private static List<String> argv(Roots roots, Program program) {
        var wall =
                new OuterWall(
                        roots,
                        new TreeMap<>(
                                Map.of(
                                        "passwd", Path.of("/data/etc/passwd"),
                                        "ssl/certs", Path.of("/etc/ssl/certs"))),
                        program.needs(),
                        Path.of("/data/cont_aaaaaaaaaaaaaaaa"));
        return Stream.of(wall.argv(), program.argv()).flatMap(List::stream).toList();
    }

    private static List<String> golden(String name) throws Exception {
        try (InputStream stream = OuterWallTest.class.getResourceAsStream(name)) {
            assertThat(stream).as(name).isNotNull();
            return new String(stream.readAllBytes(), UTF_8).lines().toList();
        }
    }
}
