package dev.cloche.control.execution;

/// One of the server-sent events of an execution.
///
/// @param id where a reader goes on that comes back
/// @param event `status`, `stdout`, `stderr`, `truncated` or `result`
/// @param data a JSON object: `{"status"}`, `{"text"}`, `{"stream"}`, or an `ExecutionResult`
record ToldEvent(String id, String event, String data) {}
