package dev.cloche.control.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LogLinesTest {

    private static Frame piece(StreamType stream, String text) {
        return new Frame(stream, text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void linesAreWholeWhateverPiecesTheyComeIn() {
        LogLines lines = new LogLines(Optional.empty());

        assertThat(
                        lines.add(
                                piece(
                                        StreamType.STDERR,
                                        "2026-01-01T00:00:00.1Z one\n2026-01-01T00:")))
                .containsExactly("one");
        assertThat(lines.add(piece(StreamType.STDOUT, "2026-01-01T00:00:01Z other\n")))
                .containsExactly("other");
        assertThat(lines.add(piece(StreamType.STDERR, "00:02Z two words\n")))
                .containsExactly("two words");
        assertThat(lines.add(piece(StreamType.STDERR, "2026-01-01T00:00:03Z \n")))
                .containsExactly("");
    }

    @Test
    void whatIsTooOldIsLeftOut() {
        LogLines lines = new LogLines(Optional.of(Instant.parse("2026-01-01T00:00:01.5Z")));

        assertThat(
                        lines.add(
                                piece(
                                        StreamType.STDERR,
                                        """
                                        2026-01-01T00:00:01.499999999Z old
                                        2026-01-01T00:00:01.500000000Z young
                                        2026-01-01T00:00:02.000000000Z younger
                                        """)))
                .containsExactly("young", "younger");
    }
}
