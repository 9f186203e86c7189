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

    private static final Roots MERGED_USR =
            new Roots(new TreeMap<>(Map.of("bin", "usr/bin", "lib", "usr/lib")), List.of());
    private static final Program NATIVE = new Program.Native(Path.of("/srv/cloche/executor"));

    @Test
    void aNativeExecutorOnAMachineWithMergedUsr() throws Exception {
        assertThat(argv(MERGED_USR, NATIVE, Map.of()))
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

        assertThat(argv(roots, program, Map.of()))
                .containsExactlyElementsOf(golden("jvm-split-usr.argv"));
    }

    @Test
    void anExecutorWithCgroupsOfVersion1() throws Exception {
        var cgroups =
                Map.of(
                        "memory", Path.of("/sys/fs/cgroup/memory/cloche/cont_aaaaaaaaaaaaaaaa"),
                        "pids", Path.of("/sys/fs/cgroup/pids/cloche/cont_aaaaaaaaaaaaaaaa"));

        assertThat(argv(MERGED_USR, NATIVE, cgroups))
                .containsExactlyElementsOf(golden("cgroups-version-1.argv"));
    }

    @Test
    void anExecutorWithCgroupsOfVersion2() throws Exception {
        var cgroups = Map.of("v2", Path.of("/sys/fs/cgroup/cloche/cont_aaaaaaaaaaaaaaaa"));

        assertThat(argv(MERGED_USR, NATIVE, cgroups))
                .containsExactlyElementsOf(golden("cgroups-version-2.argv"));
    }

    private static List<String> argv(Roots roots, Program program, Map<String, Path> cgroups) {
        var wall =
                new OuterWall(
                        roots,
                        new TreeMap<>(
                                Map.of(
                                        "passwd", Path.of("/data/etc/passwd"),
                                        "ssl/certs", Path.of("/etc/ssl/certs"))),
                        program.needs(),
                        Path.of("/data/cont_aaaaaaaaaaaaaaaa"),
                        new TreeMap<>(cgroups),
                        Optional.empty());
        return Stream.of(wall.argv(), program.argv()).flatMap(List::stream).toList();
    }

    private static List<String> golden(String name) throws Exception {
        try (InputStream stream = OuterWallTest.class.getResourceAsStream(name)) {
            assertThat(stream).as(name).isNotNull();
            return new String(stream.readAllBytes(), UTF_8).lines().toList();
        }
    }
}
