package dev.cloche.control.replica;

/// What can be waited for: an execution until it is final, a session until it has left creating.
public enum Awaited {
    EXECUTION("execution", "executions", "status IN ('pending', 'running', 'crashed')"),
    SESSION("session", "sessions", "status = 'creating'");

    private final String word;
    private final String table;
    private final String open;

    Awaited(String word, String table, String open) {
        this.word = word;
        this.table = table;
        this.open = open;
    }

    /// As it is called in news.
    String word() {
        return word;
    }

    String table() {
        return table;
    }

    /// SQL: whether waiting still makes sense.
    String open() {
        return open;
    }
}
