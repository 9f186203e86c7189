package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.execution.ExecutionId;
import java.util.List;

/// An executor that does not report has answered when it was asked.
///
/// @param executions that it holds: running, or over and not reported yet
public record ContainerAnswered(ContainerId container, List<ExecutionId> executions) {

    public ContainerAnswered {
        executions = List.copyOf(executions);
    }
}
