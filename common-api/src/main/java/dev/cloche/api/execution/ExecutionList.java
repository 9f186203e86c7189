package dev.cloche.api.execution;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/// A page of executions, newest first.
///
/// @param executions this page of them
/// @param total how many there are in all
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ExecutionList(List<ExecutionSummary> executions, long total) {

    public ExecutionList {
        executions = List.copyOf(executions);
    }
}
