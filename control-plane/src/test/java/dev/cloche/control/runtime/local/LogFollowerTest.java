package dev.cloche.control.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.control.runtime.BoundedLog;
import dev.cloche.control.runtime.LogQuery;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LogFollowerTest {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final LogQuery ALL = new LogQuery(1000, Optional.empty());

    private final AtomicBoolean over = new AtomicBoolean();
    private BoundedLog log;

    @BeforeEach
    void aLog(@TempDir Path directory) throws IOException {
        log = new BoundedLog(directory.resolve("log"), 1000);
        log.create();
    }

    @Test
    void whatWasLoggedComesFirstAndThenWhatIsLogged() throws IOException {
        write("one\ntwo\n");
        try (var follower = follow(new LogQuery(1, Optional.empty()))) {
            assertThat(follower.next(SOON)).contains(List.of("two"));
            write("three\nfo");
            assertThat(follower.next(SOON)).contains(List.of("three"));
            assertThat(follower.next(Duration.ZERO)).contains(List.of());
            write("ur\n");
            assertThat(follower.next(SOON)).contains(List.of("four"));
        }
    }

    @Test
    void theEndIsToldWhenEverythingIsRead() throws IOException {
        try (var follower = follow(ALL)) {
            write("last words\nand no more");
            over.set(true);

            assertThat(follower.next(SOON)).contains(List.of("last words"));
            assertThat(follower.next(SOON)).contains(List.of("and no more"));
            assertThat(follower.next(SOON)).isEmpty();
            assertThat(follower.next(SOON)).isEmpty();
        }
    }

    @Test
    void aLogThatIsCutIsReadFromItsNewBeginning() throws IOException {
        write("x".repeat(1200) + "\n");
        try (var follower = follow(ALL)) {
            assertThat(follower.next(SOON).orElseThrow()).hasSize(1);
            log.trim();
            write("new\n");

            assertThat(follower.next(SOON)).contains(List.of("new"));
        }
    }

    @Test
    void aLogThatNeverWasIsOver(@TempDir Path directory) throws IOException {
        over.set(true);
        var none = new BoundedLog(directory.resolve("none"), 1000);
        try (var follower = new LogFollower(none, new LogQuery(0, Optional.empty()), over::get)) {
            assertThat(follower.next(SOON)).isEmpty();
        }
    }

    @Test
    void howeverTheBytesComeTheLinesAreTheSame() throws IOException {
        Random random = new Random(3);
        for (int i = 0; i < 40; i++) {
            Files.write(log.file(), new byte[0]);
            over.set(false);
            var text = new StringBuilder();
            var read = new ArrayList<String>();
            try (var follower = follow(ALL)) {
                for (int n = 0; n < 50; n++) {
                    String part = "größer " + n + (random.nextBoolean() ? "\n" : "");
                    text.append(part);
                    for (byte one : part.getBytes(StandardCharsets.UTF_8)) {
                        Files.write(log.file(), new byte[] {one}, StandardOpenOption.APPEND);
                        if (random.nextInt(20) == 0) {
                            read.addAll(follower.next(Duration.ZERO).orElseThrow());
                        }
                    }
                }
                over.set(true);
                for (var more = follower.next(SOON); more.isPresent(); more = follower.next(SOON)) {
                    read.addAll(more.get());
                }
            }
            assertThat(read).isEqualTo(text.toString().lines().toList());
        }
    }

    private LogFollower follow(LogQuery query) throws IOException {
        return new LogFollower(log, query, over::get);
    }

    private void write(String text) throws IOException {
        Files.writeString(log.file(), text, StandardOpenOption.APPEND);
    }
}
