package dev.cloche.api.executor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.container.ContainerId;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.template.Isolation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How an executor is.
///
/// @param status `healthy`, or `unhealthy` with a reason
/// @param executions that it holds: running, or over and not acknowledged
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ExecutorHealth(
        String status,
        @Nullable String reason,
        ContainerId containerId,
        String version,
        double uptimeSeconds,
        int activeExecutions,
        Isolation isolation,
        List<SessionId> sessions,
        List<ExecutionId> executions) {

    public ExecutorHealth {
        sessions = List.copyOf(sessions);
        executions = List.copyOf(executions);
    }
}
