package dev.cloche.control.runtime.docker;

import com.github.dockerjava.api.command.LogContainerCmd;
import com.github.dockerjava.api.model.Frame;
import dev.cloche.control.runtime.LinesAhead;
import dev.cloche.control.runtime.LogQuery;
import dev.cloche.control.runtime.LogReader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A container's log as the engine has it: what has been logged, and, where it is followed, what is
/// logged later. It ends with the container, or with the connection.
final class ContainerLog implements LogReader {

    private static final int MOST_LINES = 10_000;

    private final LinesAhead lines = new LinesAhead();
    private final LogLines pieces;
    private final Conversation<Frame> source = new Conversation<>(this::read);

    private ContainerLog(LogQuery query) {
        this.pieces = new LogLines(query.since());
        source.atEnd(lines::end);
    }

    /// @param container what the engine calls it
    static ContainerLog of(Engine engine, String container, LogQuery query, boolean followed) {
        ContainerLog log = new ContainerLog(query);
        LogContainerCmd wish =
                engine.streams()
                        .logContainerCmd(container)
                        .withStdOut(true)
                        .withStdErr(true)
                        .withTimestamps(true)
                        .withFollowStream(followed)
                        .withTail(Math.min(query.lines(), MOST_LINES));
        query.since().ifPresent(time -> wish.withSince(Math.toIntExact(time.getEpochSecond())));
        wish.exec(log.source);
        return log;
    }

    private void read(Frame frame) {
        pieces.add(frame).forEach(lines::put);
    }

    @Override
    public Optional<List<String>> next(Duration patience) {
        return lines.next(patience);
    }

    @Override
    public void close() {
        lines.close();
        source.close();
    }
}
