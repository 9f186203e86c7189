package dev.cloche.cli.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// A caller: it has a session, renews it when it is lost or when it has had enough of it, and does
/// one errand after the other.
final class Visitor {
    private static final long LOOK_AGAIN_MS = 200;
    private static final long CREATE_PATIENCE_MS = 150_000;
    private static final int CREATE_WAIT_SECONDS = 20;

    private final String name;
    private final Random random;
    private final Courier courier;
    private final Accounts accounts;
    private int steps;
    private @Nullable String session;

    Visitor(String name, Random random, Courier courier, Accounts accounts) {
        this.name = name;
        this.random = random;
        this.courier = courier;
        this.accounts = accounts;
    }

    /// Does the next errand.
    void next() throws InterruptedException {
        Step step = Step.next(random);
        String key = name + "-" + ++steps;
        Thread.sleep(step.thinkMillis());
        if (step.renew()) {
            leave();
        }
        boolean single = step.errand().manner() == Errand.Manner.SINGLE;
        Optional<String> where =
                single ? open(step, key, "ephemeral") : Optional.ofNullable(session);
        if (where.isEmpty()) {
            where = open(step, key, "persistent");
            session = where.orElse(null);
        }
        if (where.isEmpty()) {
            return;
        }
        var claim = new Claim(key, step, where.get(), accounts.now());
        accounts.add(claim);
        new Handling(courier, accounts, claim).run();
        if (step.errand().manner() == Errand.Manner.ABANDON) {
            session = null;
        }
        if (accounts.isLost(where.get())) {
            session = null;
        }
    }

    private void leave() throws InterruptedException {
        if (session != null) {
            Reply _ = courier.send(Request.delete(session, "/api/v1/sessions/" + session));
            accounts.left(session);
            session = null;
        }
    }

    private Optional<String> open(Step step, String key, String mode) throws InterruptedException {
        Map<String, Object> body = new HashMap<>();
        body.put("template_id", step.template());
        body.put("mode", mode);
        body.put("timeout", 3600);
        String about = "session-" + key;
        String path = "/api/v1/sessions?wait=" + CREATE_WAIT_SECONDS;
        Reply reply =
                courier.send(
                        Request.post(about, path, body).once(about).waiting(CREATE_WAIT_SECONDS));
        JsonNode answer = reply.json();
        if (!reply.isGood()) {
            accounts.tally().violation(List.of(about), "a session was refused: " + reply.brief());
            return Optional.empty();
        }
        String id = answer.path("session_id").asText();
        accounts.opened(id, about);
        return awaitOpen(id, about, answer.path("status").asText());
    }

    /// Who is told that a session is still being created asks again, as any client would: its
    /// control plane may have ended before it launched the container.
    private Optional<String> awaitOpen(String id, String about, String first)
            throws InterruptedException {
        long start = accounts.now();
        String status = first;
        while (status.equals("creating")) {
            if (accounts.now() - start > CREATE_PATIENCE_MS) {
                accounts.tally().violation(List.of(about), "session " + id + " is never created");
                return Optional.empty();
            }
            Thread.sleep(LOOK_AGAIN_MS);
            Reply reply = courier.send(Request.get(about, "/api/v1/sessions/" + id));
            status = reply.json().path("status").asText();
        }
        return status.equals("running") ? Optional.of(id) : Optional.empty();
    }
}
