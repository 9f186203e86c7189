package dev.cloche.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloche.cli.kernel.Refusal;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataDirectoryTest {
    @TempDir private Path directory;

    @Test
    void whatIsTypedComesFirst() {
        Map<String, String> environment = Map.of("CLOCHE_DATA", "/a", "HOME", "/h");

        assertThat(DataDirectory.chosen(Path.of("/t"), environment).path()).hasToString("/t");
        assertThat(DataDirectory.chosen(null, environment).path()).hasToString("/a");
    }

    @Test
    void theUsualPlaceIsWhereStateIsKept() {
        assertThat(DataDirectory.chosen(null, Map.of("XDG_STATE_HOME", "/s", "HOME", "/h")).path())
                .hasToString("/s/cloche");
        assertThat(DataDirectory.chosen(null, Map.of("XDG_STATE_HOME", "s", "HOME", "/h")).path())
                .hasToString("/h/.local/state/cloche");
    }

    @Test
    void withoutAHomeOneHasToSayWhere() {
        assertThatThrownBy(() -> DataDirectory.chosen(null, Map.of()))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("--data DIR");
    }

    @Test
    void itIsMadeForItsOwnerOnly() throws Exception {
        DataDirectory data = new DataDirectory(directory.resolve("a/b"));

        data.create();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.path())))
                .isEqualTo("rwx------");
    }

    @Test
    void onlyOneCanClaimIt() throws Exception {
        DataDirectory data = new DataDirectory(directory);
        FileLock first = data.claim().orElseThrow();

        Optional<FileLock> second = data.claim();

        assertThat(second).isEmpty();
        first.acquiredBy().close();
        assertThat(data.claim()).isPresent();
    }

    @Test
    void aPlatformWhoseProcessLivesIsRunning() throws Exception {
        Instant later = Instant.now().plusSeconds(1);
        announce(ProcessHandle.current().pid(), later);

        Optional<Announcement> running = Announcement.living(new DataDirectory(directory));

        assertThat(running).isPresent();
        assertThat(running.orElseThrow().url()).hasToString("http://127.0.0.1:8000");
    }

    @Test
    void aNumberThatWasGivenToALaterProcessIsNotThePlatform() throws Exception {
        announce(ProcessHandle.current().pid(), Instant.parse("2020-01-01T00:00:00Z"));

        assertThat(Announcement.living(new DataDirectory(directory))).isEmpty();
    }

    @Test
    void aHalfWrittenAnnouncementIsNone() throws Exception {
        Files.writeString(directory.resolve("control-plane.json"), "{\"pid\": 1");

        assertThat(Announcement.living(new DataDirectory(directory))).isEmpty();
    }

    @Test
    void whoSharesTheDirectoryIsFoundWhenTheLatestIsGone() throws Exception {
        announce(ProcessHandle.current().pid(), Instant.parse("2020-01-01T00:00:00Z"));
        Files.createDirectory(directory.resolve("control-planes"));
        Files.writeString(
                directory.resolve("control-planes/other.json"),
                "{\"pid\": %d, \"url\": \"http://127.0.0.1:8001\", \"started_at\": \"%s\"}"
                        .formatted(ProcessHandle.current().pid(), Instant.now().plusSeconds(1)));

        assertThat(Announcement.living(new DataDirectory(directory)).orElseThrow().url())
                .hasToString("http://127.0.0.1:8001");
    }

    private void announce(long pid, Instant at) throws Exception {
        Files.writeString(
                directory.resolve("control-plane.json"),
                "{\"pid\": "
                        + pid
                        + ", \"url\": \"http://127.0.0.1:8000\", \"started_at\": \""
                        + at
                        + "\"}");
    }
}
