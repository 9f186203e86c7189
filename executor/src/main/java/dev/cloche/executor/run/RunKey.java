package dev.cloche.executor.run;

import dev.cloche.api.execution.ExecutionId;

/// One attempt at an execution; it is run at most once.
record RunKey(ExecutionId execution, int attempt) {}
