package dev.cloche.control.execution;

import dev.cloche.api.execution.ExecutionResult;
import dev.cloche.api.execution.ExecutionStatus;
import dev.cloche.api.executor.RunNews;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.web.ServerEvent;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What one reader has been told of an execution, and so what comes next: said live or read from
/// what is stored, the events are the same.
final class Telling {

    /// Characters in one event.
    private static final int PIECE = 16 * 1024;

    private final Json json;
    private Position position;
    private boolean stdoutCut;
    private boolean stderrCut;

    Telling(Position from, Json json) {
        this.position = from;
        this.json = json;
    }

    Position position() {
        return position;
    }

    /// The status of an execution that has not ended.
    Optional<ServerEvent> status(ExecutionStatus status) {
        return switch (status) {
            case PENDING -> told(Position.Told.PENDING, status);
            case RUNNING -> told(Position.Told.RUNNING, status);
            case CRASHED, COMPLETED, FAILED, TIMEOUT, CANCELLED -> Optional.empty();
        };
    }

    /// What its executor tells.
    Optional<ServerEvent> live(RunNews news) {
        return switch (news.what()) {
            case STARTED -> status(ExecutionStatus.RUNNING);
            case STDOUT -> stdout(news.text(), news.at());
            case STDERR -> stderr(news.text(), news.at());
            case STDOUT_FULL -> stdoutCut();
            case STDERR_FULL -> stderrCut();
            case OVER -> Optional.empty();
        };
    }

    /// What is left to tell of an execution that has ended.
    Optional<ServerEvent> stored(ExecutionStatus status, ExecutionResult result) {
        return rest(result).or(() -> told(Position.Told.ENDED, status)).or(() -> result(result));
    }

    private Optional<ServerEvent> rest(ExecutionResult result) {
        int out = end(result.stdout(), position.stdout());
        int err = end(result.stderr(), position.stderr());
        return stdout(part(result.stdout(), position.stdout(), out), out)
                .or(() -> result.stdoutTruncated() ? stdoutCut() : Optional.empty())
                .or(() -> stderr(part(result.stderr(), position.stderr(), err), err))
                .or(() -> result.stderrTruncated() ? stderrCut() : Optional.empty());
    }

    private static int end(String all, int start) {
        int end = Math.min(all.length(), start + PIECE);
        boolean inPair =
                end > start && end < all.length() && Character.isLowSurrogate(all.charAt(end));
        return inPair ? end + 1 : end;
    }

    private static String part(String all, int start, int end) {
        boolean inPair = start < end && Character.isLowSurrogate(all.charAt(start));
        return start < end ? all.substring(inPair ? start + 1 : start, end) : "";
    }

    private Optional<ServerEvent> stdout(@Nullable String text, int at) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        position = new Position(at, position.stderr(), position.told());
        return Optional.of(event("stdout", Map.of("text", text)));
    }

    private Optional<ServerEvent> stderr(@Nullable String text, int at) {
        if (text == null || text.isEmpty()) {
            return Optional.empty();
        }
        position = new Position(position.stdout(), at, position.told());
        return Optional.of(event("stderr", Map.of("text", text)));
    }

    private Optional<ServerEvent> stdoutCut() {
        boolean before = stdoutCut;
        stdoutCut = true;
        return before ? Optional.empty() : Optional.of(cut("stdout"));
    }

    private Optional<ServerEvent> stderrCut() {
        boolean before = stderrCut;
        stderrCut = true;
        return before ? Optional.empty() : Optional.of(cut("stderr"));
    }

    private ServerEvent cut(String stream) {
        return event("truncated", Map.of("stream", stream));
    }

    private Optional<ServerEvent> told(Position.Told what, ExecutionStatus status) {
        if (position.told().compareTo(what) >= 0) {
            return Optional.empty();
        }
        position = new Position(position.stdout(), position.stderr(), what);
        return Optional.of(event("status", Map.of("status", status)));
    }

    private Optional<ServerEvent> result(ExecutionResult result) {
        if (position.told() == Position.Told.RESULT) {
            return Optional.empty();
        }
        position = new Position(position.stdout(), position.stderr(), Position.Told.RESULT);
        return Optional.of(new ServerEvent("result", position.text(), json.write(result), true));
    }

    private ServerEvent event(String name, Map<String, ?> data) {
        return new ServerEvent(name, position.text(), json.write(data), false);
    }
}
