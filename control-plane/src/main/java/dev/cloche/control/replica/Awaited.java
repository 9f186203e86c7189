package dev.cloche.control.replica;

/// What can be waited for: an execution until it is final, a session until it has left creating.
public enum Awaited {
    EXECUTION(
            "execution",
            "executions",
            "status IN ('pending', 'running', 'crashed')",
            "status IN ('pending', 'running', 'crashed')"),
    SESSION("session", "sessions", "status = 'creating'", "status IN ('creating', 'running')");

    private final String word;
    private final String table;
    private final String open;
    private final String alive;

    Awaited(String word, String table, String open, String alive) {
        this.word = word;
        this.table = table;
        this.open = open;
        this.alive = alive;
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

    /// SQL: whether there may be something to wait for yet; a session that runs may lose its
    /// container, and is opened again then.
    String alive() {
        return alive;
    }
}
