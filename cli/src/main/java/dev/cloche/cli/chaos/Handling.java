package dev.cloche.cli.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How a caller goes about one errand.
final class Handling {
    private static final int SYNC_SECONDS = 60;
    private static final int RESULT_SECONDS = 20;
    private static final int ACCEPTED = 202;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int TIMEOUT = 408;
    private static final long LOOK_AGAIN_MS = 200;
    private static final long PATIENCE_MS = 150_000;

    private final Courier courier;
    private final Accounts accounts;
    private final Claim claim;
    private final String key;
    private final Step step;

    Handling(Courier courier, Accounts accounts, Claim claim) {
        this.courier = courier;
        this.accounts = accounts;
        this.claim = claim;
        this.key = claim.key();
        this.step = claim.step();
    }

    void run() throws InterruptedException {
        switch (step.errand().manner()) {
            case SYNC -> sync();
            case WAIT, SINGLE -> submit().ifPresent(this::result);
            case EVENTS -> submit().ifPresent(this::follow);
            case INPUT -> submit().ifPresent(this::answer);
            case CANCEL -> submit().ifPresent(this::cancel);
            case ABANDON -> submit().ifPresent(this::abandon);
            case AGAIN -> submit().flatMap(_ -> submit()).ifPresent(this::result);
            case FILES -> carry();
        }
    }

    private void sync() throws InterruptedException {
        String path = sessionPath() + "/execute-sync?sync_timeout=" + SYNC_SECONDS;
        Reply reply = courier.send(Request.post(key, path, body()).once(key).waiting(SYNC_SECONDS));
        if (reply.isGood()) {
            JsonNode result = reply.json();
            claim.accepted(result.path("execution_id").asText());
            ended(result);
        } else if (reply.status() != TIMEOUT) {
            refused(reply);
        }
    }

    private Optional<String> submit() {
        return quietly(() -> {
            Reply reply =
                    courier.send(Request.post(key, sessionPath() + "/execute", body()).once(key));
            if (!reply.isGood()) {
                refused(reply);
                return Optional.empty();
            }
            String id = reply.json().path("execution_id").asText();
            claim.accepted(id);
            return Optional.of(id);
        });
    }

    private void result(String id) {
        Optional<String> _ =
                quietly(() -> {
                    String path = executionPath(id) + "/result?wait=" + RESULT_SECONDS;
                    Request request = Request.get(key, path).waiting(RESULT_SECONDS);
                    Reply reply = courier.send(request);
                    long start = accounts.now();
                    while (reply.status() == ACCEPTED && accounts.now() - start < PATIENCE_MS) {
                        reply = courier.send(request);
                    }
                    if (reply.status() == ACCEPTED) {
                        violation(id + " is not over");
                    } else if (reply.isGood()) {
                        ended(reply.json());
                    } else {
                        violation("the result of " + id + " was refused: " + reply.brief());
                    }
                    return Optional.empty();
                });
    }

    private void follow(String id) {
        Optional<String> printed =
                quietly(() -> new Follower(courier, accounts, key, executionPath(id)).read());
        result(id);
        List<Claim.Ending> seen = claim.seen();
        if (printed.isPresent()
                && !seen.isEmpty()
                && seen.getFirst().verdict().equals("ok")
                && !printed.get().equals(seen.getFirst().stdout())) {
            violation("the events of " + id + " told '" + printed.get() + "'");
        }
    }

    /// Input is not repeated by a key; a second time it would find the input closed.
    private void answer(String id) {
        Optional<String> _ =
                quietly(() -> {
                    Map<String, Object> input = Map.of("data", step.number() + "\n", "end", true);
                    Request request = Request.post(key, executionPath(id) + "/stdin", input);
                    long start = accounts.now();
                    Reply reply = courier.send(request);
                    while (reply.status() == CONFLICT
                            && reply.text().contains("not")
                            && !reply.isUnsure()
                            && accounts.now() - start < PATIENCE_MS
                            && !isOver(id)) {
                        Thread.sleep(LOOK_AGAIN_MS);
                        reply = courier.send(request);
                    }
                    return Optional.empty();
                });
        result(id);
    }

    private boolean isOver(String id) throws InterruptedException {
        Reply reply = courier.send(Request.get(key, executionPath(id) + "/status"));
        return !List.of("pending", "running", "crashed")
                .contains(reply.json().path("status").asText());
    }

    private void cancel(String id) {
        Optional<String> _ =
                quietly(() -> {
                    Thread.sleep(step.thinkMillis());
                    Request request = Request.post(key, executionPath(id) + "/cancel", Map.of());
                    Reply _ = courier.send(request);
                    return Optional.empty();
                });
        result(id);
    }

    private void abandon(String id) {
        Optional<String> _ =
                quietly(() -> {
                    Thread.sleep(step.thinkMillis());
                    accounts.left(claim.session());
                    Reply _ = courier.send(Request.delete(key, sessionPath()));
                    return Optional.empty();
                });
        result(id);
    }

    private void carry() throws InterruptedException {
        String file = "file-" + step.number();
        String content = step.errand().printed(step.number());
        String files = sessionPath() + "/files/";
        Reply up =
                courier.send(Request.upload(key, files + "upload", Map.of("path", file), content));
        if (!up.isGood()) {
            refused(up);
            return;
        }
        Reply down = courier.send(Request.get(key, files + file));
        if (!down.isGood()) {
            refused(down);
            return;
        }
        if (!down.text().equals(content)) {
            violation("a file came back as '" + down.text() + "'");
        }
        sync();
        Reply _ = courier.send(Request.delete(key, files + file));
    }

    private Map<String, Object> body() {
        Map<String, Object> body = new HashMap<>();
        body.put("code", step.errand().code(step.number(), key));
        body.put("language", step.errand().language().wire());
        body.put("timeout", step.errand().seconds());
        if (step.once()) {
            body.put("retry", false);
        }
        if (step.errand().manner() == Errand.Manner.INPUT) {
            body.put("stdin_open", true);
        }
        return body;
    }

    private void ended(JsonNode result) {
        long now = accounts.now();
        claim.ended(result, now);
        boolean right = result.path("verdict").asText().equals(step.errand().verdict().wire());
        if (right) {
            accounts.tally().success(claim.since(), now);
        }
    }

    /// A session that is not there any more is looked at; any other refusal is a fault.
    private void refused(Reply reply) throws InterruptedException {
        if (reply.status() != NOT_FOUND && reply.status() != CONFLICT) {
            violation("it was refused: " + reply.brief());
            return;
        }
        Reply session = courier.send(Request.get(key, sessionPath()));
        String status = session.json().path("status").asText();
        if (status.equals("running") || status.equals("creating")) {
            violation("it was refused though its session lives: " + reply.brief());
        }
        accounts.lost(claim.session());
    }

    private void violation(String sentence) {
        accounts.tally().violation(List.of(key), step.errand() + " " + key + ": " + sentence);
    }

    private String sessionPath() {
        return "/api/v1/sessions/" + claim.session();
    }

    private static String executionPath(String id) {
        return "/api/v1/executions/" + id;
    }

    /// A part of an errand; what nobody answered was noted already.
    private interface Part {
        Optional<String> go() throws InterruptedException;
    }

    private static Optional<String> quietly(Part part) {
        try {
            return part.go();
        } catch (Courier.Silence _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
