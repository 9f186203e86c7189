package dev.cloche.control.runtime.docker;

import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Puts lines together from pieces of two streams, each line with the time before it at which the
/// engine got it, and leaves out what is too old. For one thread.
final class LogLines {

    private final Optional<Instant> since;
    private final Map<StreamType, ByteArrayOutputStream> unfinished =
            new EnumMap<>(StreamType.class);

    LogLines(Optional<Instant> since) {
        this.since = since;
    }

    /// The lines that this piece ends, without their times.
    List<String> add(Frame piece) {
        ByteArrayOutputStream begun =
                unfinished.computeIfAbsent(piece.getStreamType(), _ -> new ByteArrayOutputStream());
        List<String> lines = new ArrayList<>();
        for (byte one : piece.getPayload()) {
            if (one == '\n') {
                young(begun.toString(StandardCharsets.UTF_8)).ifPresent(lines::add);
                begun.reset();
            } else {
                begun.write(one);
            }
        }
        return lines;
    }

    private Optional<String> young(String stamped) {
        int end = stamped.indexOf(' ');
        try {
            Instant at = Instant.parse(end < 0 ? stamped : stamped.substring(0, end));
            return since.filter(at::isBefore).isPresent()
                    ? Optional.empty()
                    : Optional.of(end < 0 ? "" : stamped.substring(end + 1));
        } catch (DateTimeException e) {
            return Optional.of(stamped); // the rest of a line that the engine has cut
        }
    }
}
