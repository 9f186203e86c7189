package dev.cloche.control.execution;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.execution.ExecutionList;
import dev.cloche.api.execution.ExecutionResult;
import dev.cloche.api.execution.NewExecution;
import dev.cloche.api.execution.Submitted;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.auth.Caller;
import dev.cloche.control.auth.Callers;
import dev.cloche.control.idempotency.IdempotencyKey;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.session.Sessions;
import dev.cloche.control.web.Closing;
import dev.cloche.control.web.Paging;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is asked of executions of a session, whatever address it comes by.
@Singleton
final class Entrance {

    private static final int MAX_WAIT = 300;
    private static final int MIN_SYNC = 10;
    private static final int MAX_SYNC = 3600;
    private static final int DEFAULT_SYNC = 300;

    private final Executions executions;
    private final Callers callers;
    private final Closing closing;

    Entrance(Executions executions, Callers callers, Closing closing) {
        this.executions = executions;
        this.closing = closing;
        this.callers = callers;
    }

    Uni<Submitted> execute(
            String session, NewExecution asked, @Nullable String key, @Nullable String wait) {
        Duration patience = Duration.ofSeconds(Paging.number("wait", wait, 0, 0, MAX_WAIT));
        return submit(Sessions.named(session), asked, IdempotencyKey.of(key), patience);
    }

    Uni<ExecutionResult> executeSync(
            String session, NewExecution asked, @Nullable String key, @Nullable String timeout) {
        int seconds = Paging.number("sync_timeout", timeout, DEFAULT_SYNC, MIN_SYNC, MAX_SYNC);
        return submit(
                        Sessions.named(session),
                        asked,
                        IdempotencyKey.of(key),
                        Duration.ofSeconds(seconds))
                .map(submitted -> inTime(submitted, seconds));
    }

    Uni<ExecutionList> list(
            @Nullable String session,
            @Nullable String status,
            @Nullable String language,
            @Nullable String limit,
            @Nullable String offset) {
        Caller caller = callers.current();
        ExecutionFilter filter =
                ExecutionFilter.of(
                        caller.tenant(),
                        Optional.ofNullable(session).map(Sessions::named),
                        status,
                        language);
        return executions.list(caller, filter, Paging.of(limit, offset));
    }

    private Uni<Submitted> submit(
            SessionId session,
            NewExecution asked,
            Optional<IdempotencyKey> key,
            Duration patience) {
        Caller caller = callers.current();
        if (key.isPresent()) {
            return executions.submitOnceAndWait(caller, session, asked, key.get(), patience);
        }
        return patience.isZero()
                ? executions.submit(caller, session, asked)
                : executions.submitAndWait(caller, session, asked, patience);
    }

    private ExecutionResult inTime(Submitted submitted, int seconds) {
        if (submitted.result() == null && closing.begun()) {
            throw new Refusal(
                            ErrorCode.UNAVAILABLE,
                            "this control plane is being stopped; execution "
                                    + submitted.executionId()
                                    + " goes on, and who repeats the request with the same Idempotency-Key waits for it")
                    .retryAfter(Duration.ofSeconds(1));
        }
        if (submitted.result() == null) {
            String detail =
                    "execution " + submitted.executionId() + " goes on after " + seconds + " s";
            throw new Refusal(ErrorCode.SYNC_TIMEOUT, detail);
        }
        return submitted.result();
    }
}
