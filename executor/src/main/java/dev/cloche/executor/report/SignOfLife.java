package dev.cloche.executor.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloche.api.container.ContainerId;
import dev.cloche.api.executor.ContainerExited;
import dev.cloche.api.executor.ContainerReady;
import dev.cloche.api.executor.ExitReason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Says again and again that this executor is there, and finds out whether anybody cares.
public final class SignOfLife {

    private static final Logger LOG = Logger.getLogger(SignOfLife.class);

    private final ControlPlane controlPlane;
    private final ObjectMapper json;
    private final ContainerId container;
    private final Duration patience;
    private final Clock clock;

    /// Speaks for a container.
    ///
    /// @param patience how long this executor lives without an answer while nothing runs
    public SignOfLife(
            ControlPlane controlPlane,
            ObjectMapper json,
            ContainerId container,
            Duration patience,
            Clock clock) {
        this.controlPlane = controlPlane;
        this.json = json;
        this.container = container;
        this.patience = patience;
        this.clock = clock;
    }

    /// What to do after a sign of life.
    public enum Next {
        STAY,
        /// The control plane does not know this executor.
        LEAVE_UNKNOWN,
        /// Nobody has answered for too long, and nothing is left to do.
        LEAVE_ORPHANED
    }

    /// Gives the sign, and decides by its answer.
    public CompletionStage<Next> give(ContainerReady ready, BooleanSupplier busy) {
        return controlPlane
                .post("/sessions/" + container + "/container_ready", text(ready), Optional.empty())
                .handle((status, problem) -> next(status, problem, busy.getAsBoolean()));
    }

    /// Says goodbye; nobody has to hear it.
    public CompletionStage<Integer> leave(int exitCode, ExitReason why) {
        var exited = new ContainerExited(exitCode, clock.instant(), why);
        return controlPlane.post(
                "/sessions/" + container + "/container_exited", text(exited), Optional.empty());
    }

    private Next next(@Nullable Integer status, @Nullable Throwable problem, boolean busy) {
        if (status == null) {
            LOG.debugf(problem, "control plane does not answer");
        } else if (status >= 400) {
            LOG.warnf("control plane refuses a sign of life status=%d", status);
        }
        return judge(status, controlPlane.lastHeard(), clock.instant(), busy);
    }

    /// Decides. Pure.
    ///
    /// @param status absent when nobody answered
    Next judge(@Nullable Integer status, Instant lastHeard, Instant now, boolean busy) {
        if (status != null && status == 401) {
            return Next.LEAVE_UNKNOWN;
        }
        boolean forsaken = status == null && lastHeard.plus(patience).isBefore(now);
        return forsaken && !busy ? Next.LEAVE_ORPHANED : Next.STAY;
    }

    private String text(Object body) {
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException problem) {
            throw new IllegalStateException("a sign of life is always JSON", problem);
        }
    }
}
