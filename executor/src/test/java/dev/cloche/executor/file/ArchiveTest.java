package dev.cloche.executor.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.api.template.Isolation;
import dev.cloche.executor.kernel.Refusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Archives, most of them hostile: whatever is refused leaves nothing behind.
@Timeout(120)
final class ArchiveTest {

    private static final String BAD = "Sandbox.InvalidParameter";
    private static final String LARGE = "Sandbox.PayloadTooLarge";

    // Places in an entry of a ZIP's directory.
    private static final int FLAGS = 8;
    private static final int METHOD = 10;
    private static final int SIZE = 24;
    private static final int MADE_BY = 5;
    private static final int MODE = 40;

    private Desk desk;

    @BeforeEach
    void open() throws IOException {
        desk = new Desk(Isolation.FULL);
    }

    @AfterEach
    void close() throws IOException {
        desk.close();
    }

    @Test
    void anArchiveIsUnpackedWithItsDirectories() throws IOException {
        byte[] archive =
                zip("a/b/c.txt", "c", "d.txt", "d", "empty/", "", "./e", "e", "ü %+\n", "u");

        JsonNode done = desk.unpack("to/here", false, archive);

        assertThat(done.path("extracted").asInt()).isEqualTo(4);
        assertThat(done.path("size").asLong()).isEqualTo(archive.length);
        assertThat(desk.everything())
                .contains("to/here/a/b/c.txt", "to/here/d.txt", "to/here/empty", "to/here/e")
                .hasSize(9);
        assertThat(desk.read("to/here/ü %+\n")).asString().isEqualTo("u");
    }

    @Test
    void whatIsThereIsKeptUnlessItIsToBeReplaced() throws IOException {
        desk.upload("one", "mine".getBytes(StandardCharsets.UTF_8));

        JsonNode kept = desk.unpack("", false, zip("one", "1", "two", "2"));
        JsonNode replaced = desk.unpack("", true, zip("two", "zwei"));

        assertThat(kept.path("extracted").asInt()).isEqualTo(1);
        assertThat(kept.path("skipped").asInt()).isEqualTo(1);
        assertThat(replaced.path("extracted").asInt()).isEqualTo(1);
        assertThat(desk.read("one")).asString().isEqualTo("mine");
        assertThat(desk.read("two")).asString().isEqualTo("zwei");
    }

    @Test
    void whatIsNoArchiveIsToldSo() throws IOException {
        for (byte[] none :
                List.of(new byte[0], "hello".getBytes(StandardCharsets.UTF_8), new byte[70_000])) {
            assertThat(Desk.refusal(() -> desk.unpack("", false, none)))
                    .isEqualTo("Sandbox.NotAnArchive");
        }
        assertThat(desk.everything()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/abs",
                "../up",
                "a/../../up",
                "a/..",
                "a//b",
                "C:\\x",
                "c:x",
                "back\\slash",
                "..",
                "a/./b"
            })
    void anEntryThatLeavesItsPlaceSpoilsTheWhole(String name) throws IOException {
        assertThat(Desk.refusal(() -> desk.unpack("x", true, zip("fine", "1", name, "2"))))
                .isEqualTo(BAD);

        assertThat(desk.everything()).isEmpty();
    }

    @Test
    void namesThatAreOneWhereCaseDoesNotCountSpoilTheWhole() throws IOException {
        for (byte[] clash :
                List.of(
                        zip("a/File", "1", "a/file", "2"),
                        zip("A/x", "1", "a/y", "2"),
                        zip("a", "1", "a/b", "2"),
                        zip("stra\u00dfe", "1", "STRASSE", "2"))) {
            assertThat(Desk.refusal(() -> desk.unpack("", true, clash))).isEqualTo(BAD);
        }
        assertThat(desk.everything()).isEmpty();
    }

    @Test
    void theSameNameTwiceSpoilsTheWhole() throws IOException {
        byte[] archive = zip("same1", "1", "same2", "2");
        byte[] twice = replaced(archive, "same2", "same1");

        assertThat(Desk.refusal(() -> desk.unpack("", true, twice))).isEqualTo(BAD);
        assertThat(desk.everything()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0120777, 0010644, 0020644, 0140644, 0060644})
    void linksAndSpecialFilesSpoilTheWhole(int mode) throws IOException {
        byte[] archive = zip("fine", "1", "link", "/etc/passwd");
        int at = directory(archive, 1);
        archive[at + MADE_BY] = 3;
        archive[at + MODE] = (byte) mode;
        archive[at + MODE + 1] = (byte) (mode >> 8);

        assertThat(Desk.refusal(() -> desk.unpack("", true, archive))).isEqualTo(BAD);
        assertThat(desk.everything()).isEmpty();
    }

    @Test
    void whatIsEncryptedOrPackedInAnUnknownWayIsRefused() throws IOException {
        byte[] encrypted = zip("a", "1");
        encrypted[directory(encrypted, 0) + FLAGS] |= 1;
        byte[] unknown = zip("a", "1");
        unknown[directory(unknown, 0) + METHOD] = 14;

        assertThat(Desk.refusal(() -> desk.unpack("", true, encrypted))).isEqualTo(BAD);
        assertThat(Desk.refusal(() -> desk.unpack("", true, unknown))).isEqualTo(BAD);
        assertThat(desk.everything()).isEmpty();
    }

    @Test
    void anArchiveThatIsDamagedSomewhereIsRefusedAsAWhole() throws IOException {
        byte[] archive = zip("a", "x".repeat(1000), "b", "y".repeat(1000));
        byte[] damaged = archive.clone();
        damaged[directory(archive, 1) + 16] ^= 1; // its checksum
        byte[] larger = archive.clone();
        larger[directory(archive, 1) + SIZE] ^= 1;
        byte[] cut = Arrays.copyOfRange(archive, 20, archive.length);

        for (byte[] one : List.of(damaged, larger, cut)) {
            assertThat(Desk.refusal(() -> desk.unpack("", true, one))).isEqualTo(BAD);
        }
        assertThat(desk.everything()).isEmpty();
    }

    @Test
    void bytesThatAreNotWhatTheySeemNeverCrashIt() throws IOException {
        byte[] archive = zip("a/b", "x".repeat(500), "c", "y".repeat(500), "d/", "");
        var random = new Random(7);
        for (int i = 0; i < 60; i++) {
            byte[] spoilt = archive.clone();
            for (int j = 0; j < 3; j++) {
                spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt();
            }
            try {
                desk.unpack("spoilt" + i, true, spoilt);
            } catch (Refusal refused) {
                assertThat(refused.code().wire()).startsWith("Sandbox.");
            }
        }
        assertThat(desk.everything()).allMatch(path -> path.startsWith("spoilt"));
    }

    @Test
    void anArchiveThatUnpacksToFarMoreThanItIsIsRefused() throws IOException {
        desk.disk = 4L << 30;
        byte[] ratio = zip(Map.of("zeros", new byte[40 << 20]));
        byte[] declared = zip("big", "1");
        int at = directory(declared, 0) + SIZE;
        Arrays.fill(declared, at, at + 3, (byte) 0xff);
        declared[at + 3] = 0x7f;

        assertThat(Desk.refusal(() -> desk.unpack("", true, ratio))).isEqualTo(LARGE);
        assertThat(Desk.refusal(() -> desk.unpack("", true, declared))).isEqualTo(LARGE);
        assertThat(desk.everything()).isEmpty();
    }

    @Test
    void anArchiveOfTooManyEntriesIsRefused() throws IOException {
        var entries = new TreeMap<String, byte[]>();
        for (int i = 0; i < 10_001; i++) {
            entries.put("f" + i, new byte[0]);
        }
        byte[] many = zip(entries);
        entries.remove("f0");
        desk.most = 20_000;

        assertThat(Desk.refusal(() -> desk.unpack("", true, many))).isEqualTo(LARGE);
        assertThat(desk.everything()).isEmpty();
        assertThat(desk.unpack("", true, zip(entries)).path("extracted").asInt()).isEqualTo(10_000);
    }

    @Test
    void anArchiveThatDoesNotFitLeavesNothing() throws IOException {
        desk.disk = 1 << 20;
        var random = new byte[700_000];
        new Random(1).nextBytes(random);

        assertThat(
                        Desk.refusal(() ->
                                desk.unpack("", true, zip(Map.of("a", random, "b/c", random)))))
                .isEqualTo("Sandbox.WorkspaceFull");
        assertThat(desk.everything()).isEmpty();
    }

    @Test
    void anArchiveIsNotUnpackedThroughLinks() throws IOException {
        var outside = Files.createTempDirectory("cloche-outside-");
        Desk.run("chmod", "777", outside.toString());
        desk.shell("ln -s '" + outside + "' out; mkdir d; ln -s '" + outside + "/f' d/f");
        List<String> before = desk.everything();

        assertThat(Desk.refusal(() -> desk.unpack("out", true, zip("f", "1")))).isEqualTo(BAD);
        assertThat(Desk.refusal(() -> desk.unpack("", true, zip("new", "1", "out/f", "1"))))
                .isEqualTo(BAD);
        assertThat(Desk.refusal(() -> desk.unpack("", true, zip("new", "1", "d/f", "1"))))
                .isEqualTo(BAD);

        assertThat(desk.everything()).isEqualTo(before);
        assertThat(outside.toFile().list()).isEmpty();
        Desk.run("rmdir", outside.toString());
    }

    private static byte[] zip(String... namesAndTexts) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                out.putNextEntry(new ZipEntry(namesAndTexts[i]));
                out.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] zip(Map<String, byte[]> entries) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ZipOutputStream(bytes)) {
            for (var entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
            }
        }
        return bytes.toByteArray();
    }

    /// Where the directory tells of an entry.
    private static int directory(byte[] archive, int entry) {
        int left = entry;
        for (int at = 0; at < archive.length - 4; at++) {
            boolean central =
                    archive[at] == 'P'
                            && archive[at + 1] == 'K'
                            && archive[at + 2] == 1
                            && archive[at + 3] == 2;
            if (central && left-- == 0) {
                return at;
            }
        }
        throw new AssertionError("no entry " + entry);
    }

    private static byte[] replaced(byte[] archive, String from, String to) {
        String text = new String(archive, StandardCharsets.ISO_8859_1).replace(from, to);
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
