package dev.cloche.control.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostTest {

    @TempDir Path directory;

    @Test
    void aSpareUserIsTheNextFreeOne() {
        assertThat(SpareUser.choose(61_200, id -> id < 61_205)).contains(new SpareUser(61_205));
    }

    @Test
    void theSearchForASpareUserGoesAroundTheEnd() {
        assertThat(SpareUser.choose(SpareUser.LAST, id -> id != SpareUser.FIRST + 1))
                .contains(new SpareUser(SpareUser.FIRST + 1));
        assertThat(SpareUser.choose(61_300, _ -> true)).isEmpty();
    }

    @Test
    void rootIsNeverASpareUser() {
        assertThatThrownBy(() -> new SpareUser(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPassageIsNotMountedOverItsOwnDoors() {
        List<Path> places = List.of(Path.of("/mnt"), Path.of("/srv"));

        assertThat(Passage.place(places, Map.of("a", Path.of("/root/x")))).isEqualTo(places.get(0));
        assertThat(Passage.place(places, Map.of("a", Path.of("/mnt/x")))).isEqualTo(places.get(1));
        assertThatThrownBy(() ->
                        Passage.place(places, Map.of("a", Path.of("/mnt/x"), "b", Path.of("/srv"))))
                .isInstanceOf(HostProblem.class);
    }

    @Test
    void aMissingProgramIsNamedWithItsPackage() {
        assertThatThrownBy(() -> new Programs(List.of(directory)).require("bwrap", "bubblewrap"))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("'bwrap' is missing. Remedy: apt-get install bubblewrap");
    }

    @Test
    void aCommandThatDoesNotEndIsKilled() {
        String sleep = Programs.ofThisHost().require("sleep", "coreutils");

        assertThatThrownBy(() -> new Command(List.of(sleep, "1000"), Duration.ofMillis(50)).run())
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("did not end within");
    }

    @Test
    void aLongLogIsCutAndItsWritersGoOn() throws Exception {
        var log = new BoundedLog(directory.resolve("log"), 100_000);
        log.create();
        try (var writer = Files.newBufferedWriter(log.file(), StandardOpenOption.APPEND)) {
            for (int line = 1; line <= 20_000; line++) {
                writer.write("line " + line + "\n");
            }
            writer.flush();

            log.trim();
            writer.write("after\n");
            writer.flush();
        }

        assertThat(log.file()).hasContent("after");
        assertThat(log.tail(3)).containsExactly("line 19999", "line 20000", "after");
        assertThat(log.tail(0)).isEmpty();
    }

    @Test
    void aShortLogIsLeftAlone() throws Exception {
        var log = new BoundedLog(directory.resolve("log"), 100);
        Files.write(log.file(), IntStream.range(0, 5).mapToObj(n -> "line " + n).toList());

        log.trim();

        assertThat(log.tail(100)).hasSize(5);
    }
}
