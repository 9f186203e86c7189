package dev.cloche.cli.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What a caller knows of one execution that it asked for.
final class Claim {
    private final String key;
    private final Step step;
    private final String session;
    private final long since;
    private final Set<String> ids = new TreeSet<>();
    private final List<Ending> seen = new ArrayList<>();
    private long until = Long.MAX_VALUE;

    /// @param since when it was asked for, in milliseconds of the ledger
    Claim(String key, Step step, String session, long since) {
        this.key = key;
        this.step = step;
        this.session = session;
        this.since = since;
    }

    /// How an execution ended, as far as that must not change.
    record Ending(String verdict, String stdout, int exitCode) {
        static Ending of(JsonNode result) {
            return new Ending(
                    result.path("verdict").asText(),
                    result.path("stdout").asText(),
                    result.path("exit_code").asInt());
        }
    }

    String key() {
        return key;
    }

    Step step() {
        return step;
    }

    String session() {
        return session;
    }

    long since() {
        return since;
    }

    /// When its end was seen.
    synchronized long until() {
        return until;
    }

    synchronized void accepted(String id) {
        ids.add(id);
    }

    synchronized void ended(JsonNode result, long at) {
        until = Math.min(until, at);
        seen.add(Ending.of(result));
    }

    synchronized Set<String> ids() {
        return Set.copyOf(ids);
    }

    synchronized List<Ending> seen() {
        return List.copyOf(seen);
    }
}
