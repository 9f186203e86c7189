package dev.cloche.cli.bench.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class WallTest {
    private static final Path BOX = Path.of("/tmp/box");
    private static final TreeMap<String, Path> NEEDS =
            new TreeMap<>(Map.of("executor", Path.of("/root/a b/executor")));

    @Test
    void anOrdinaryUserBindsWhatIsNeededFromWhereItIs() {
        List<String> argv = new Wall(BOX, NEEDS, OptionalInt.empty()).argv(List.of("program"));

        assertThat(argv)
                .startsWith("setsid", "env", "--default-signal", "bwrap", "--die-with-parent")
                .containsSequence("--ro-bind", "/root/a b/executor", "/opt/cloche/executor")
                .containsSequence("--bind", "/tmp/box/workspaces", "/workspaces")
                .endsWith("--", "program")
                .doesNotContain("setpriv", "unshare");
    }

    @Test
    void rootGivesUpItsRightsAfterItHasOpenedAPassage() {
        List<String> argv = new Wall(BOX, NEEDS, OptionalInt.of(65_000)).argv(List.of("program"));

        assertThat(argv)
                .containsSubsequence("unshare", "--mount", "setpriv", "--reuid", "65000", "bwrap")
                .containsSequence("passage", "/root/a b/executor", "/tmp/box/executor", "--")
                .containsSequence("--ro-bind", "/tmp/box/executor", "/opt/cloche/executor");
        assertThat(argv.indexOf("--no-new-privs")).isLessThan(argv.indexOf("bwrap"));
    }

    @Test
    void nothingIsSharedButTheNetwork() {
        assertThat(new Wall(BOX, NEEDS, OptionalInt.empty()).argv(List.of()))
                .contains(
                        "--unshare-user",
                        "--unshare-pid",
                        "--unshare-ipc",
                        "--unshare-uts",
                        "--clearenv")
                .doesNotContain("--unshare-net");
    }
}
