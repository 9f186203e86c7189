package dev.cloche.api.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FilePathTest {

    private static final List<String> PIECES =
            List.of(
                    "a", "b.txt", "..", ".", "", " ", "ü", "…", "..a", "a..", "\n", "%2e%2e", "\\",
                    "~");

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    /// A hundred paths for each seed: a path is taken if, and only if, one that walks along its
    /// names takes as many steps down as there are names.
    @ParameterizedTest
    @MethodSource("seeds")
    void aPathIsTakenOnlyIfEachOfItsNamesLeadsDown(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            String text = path(random);

            assertThat(isTaken(text)).as("'%s' is taken", text).isEqualTo(onlyLeadsDown(text));
        }
    }

    private static boolean onlyLeadsDown(String text) {
        return text.isEmpty()
                || Stream.of(text.split("/", -1))
                        .noneMatch(name -> name.isEmpty() || name.matches("[.]{1,2}"));
    }

    private static String path(Random random) {
        var pieces = new ArrayList<String>();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            pieces.add(PIECES.get(random.nextInt(PIECES.size())));
        }
        return String.join("/", pieces);
    }

    private static boolean isTaken(String text) {
        try {
            return String.join("/", new FilePath(text).names()).equals(text);
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/etc/passwd",
                "..",
                "../x",
                "a/../../x",
                "a/..",
                "./a",
                "a/./b",
                "a//b",
                "a/",
                "a\0b",
                "\ud800",
                "a/\udc00x"
            })
    void whatLeavesOrIsNoPathIsRefused(String text) {
        assertThatThrownBy(() -> new FilePath(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNameHasAsManyBytesAsTheFileSystemAllows() {
        String longest = "ü".repeat(127) + "x";
        assertThat(longest.getBytes(StandardCharsets.UTF_8)).hasSize(FilePath.LONGEST_NAME);

        assertThat(new FilePath("a/" + longest).name()).isEqualTo(longest);
        assertThatThrownBy(() -> new FilePath("a/" + longest + "x"))
                .hasMessageContaining("255 bytes");
    }

    @Test
    void aPathHasAtMost4096Bytes() {
        String path = ("x".repeat(204) + "/").repeat(19) + "y".repeat(4096 - 19 * 205);

        assertThat(new FilePath(path).value()).hasSize(4096);
        assertThatThrownBy(() -> new FilePath(path + "z")).hasMessageContaining("4096 bytes");
    }

    @Test
    void aDirectoryMayEndWithASlash() {
        assertThat(FilePath.directory("a/b/")).isEqualTo(new FilePath("a/b"));
        assertThat(FilePath.directory("").isRoot()).isTrue();
        assertThatThrownBy(() -> FilePath.directory("/"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
