package dev.cloche.cli.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Looks through all that the platform holds when everything is quiet again.
final class Audit {
    private static final int PAGE = 200;
    private static final long SETTLING_MS = 120_000;
    private static final long LOOK_AGAIN_MS = 500;
    private static final int GOOD = 200;

    private final Courier courier;
    private final Accounts accounts;
    private final Verdicts verdicts;
    private final Map<String, JsonNode> executions = new HashMap<>();
    private final Map<String, String> idOfKey = new HashMap<>();

    Audit(Courier courier, Accounts accounts, Verdicts verdicts) {
        this.courier = courier;
        this.accounts = accounts;
        this.verdicts = verdicts;
    }

    /// Waits until nothing is open any more, and looks at every execution and session.
    void look() throws InterruptedException {
        settle();
        readExecutions();
        for (Claim claim : accounts.claims()) {
            judge(claim);
        }
        Map<String, Map<String, Long>> marks = new HashMap<>();
        for (Claim claim : accounts.claims()) {
            judgeMarks(claim, marks);
        }
        for (Map.Entry<String, Accounts.Lease> session : accounts.sessions().entrySet()) {
            judge(session.getKey(), session.getValue());
        }
    }

    /// Executions that there are, also those whose acceptance nobody heard of.
    int executions() {
        return executions.size();
    }

    /// How many ended with that verdict.
    long ended(String verdict) {
        return executions.values().stream()
                .filter(it -> it.path("result").path("verdict").asText().equals(verdict))
                .count();
    }

    /// How many were tried more than once.
    long retried() {
        return executions.values().stream().filter(it -> it.path("attempt").asInt() > 1).count();
    }

    /// Ends all sessions, and looks whether they are over.
    void endSessions() throws InterruptedException {
        for (String session : accounts.sessions().keySet()) {
            Reply _ = courier.send(Request.delete(session, sessionPath(session)));
        }
        for (String status : List.of("creating", "running")) {
            JsonNode left = get("sessions-left", "/api/v1/sessions?limit=200&status=" + status);
            for (JsonNode session : left.path("sessions")) {
                String id = session.path("session_id").asText();
                violation(id, "the session " + id + " is " + status + " after it was ended");
            }
        }
    }

    private void settle() throws InterruptedException {
        long start = accounts.now();
        while (accounts.now() - start < SETTLING_MS && open() > 0) {
            Thread.sleep(LOOK_AGAIN_MS);
        }
    }

    private long open() throws InterruptedException {
        long open = 0;
        for (String status : List.of("pending", "running", "crashed")) {
            open +=
                    get("open", "/api/v1/executions?limit=1&status=" + status)
                            .path("total")
                            .asLong();
        }
        return open;
    }

    private void readExecutions() throws InterruptedException {
        int offset = 0;
        JsonNode page = page(offset);
        while (!page.isEmpty()) {
            for (JsonNode execution : page) {
                read(execution.path("execution_id").asText());
            }
            offset += PAGE;
            page = page(offset);
        }
    }

    private JsonNode page(int offset) throws InterruptedException {
        String path = "/api/v1/executions?limit=" + PAGE + "&offset=" + offset;
        return get("executions", path).path("executions");
    }

    private void read(String id) throws InterruptedException {
        JsonNode view = get(id, "/api/v1/executions/" + id);
        executions.put(id, view);
        String code = view.path("code").asText();
        String key = code.substring(code.lastIndexOf(' ') + 1);
        if (accounts.claim(key).isEmpty()) {
            violation(id, "nobody asked for " + id);
            return;
        }
        String other = idOfKey.put(key, id);
        if (other != null) {
            violation(key, "the key " + key + " gave two executions, " + other + " and " + id);
        }
    }

    private void judge(Claim claim) {
        for (String id : claim.ids()) {
            JsonNode view = executions.get(id);
            if (view == null) {
                violation(claim.key(), id + " was accepted and is not there");
            } else {
                long until = Math.min(claim.until(), accounts.now());
                verdicts.faults(claim, view, until)
                        .forEach(it -> violation(claim.key(), claim, id, it));
            }
        }
    }

    private void judgeMarks(Claim claim, Map<String, Map<String, Long>> marks)
            throws InterruptedException {
        String id = idOfKey.getOrDefault(claim.key(), "");
        JsonNode view = executions.getOrDefault(id, MissingNode.getInstance());
        Map<String, Long> files = marks.get(claim.session());
        if (files == null) {
            files = files(claim.session());
            marks.put(claim.session(), files);
        }
        if (!view.isMissingNode() && !files.isEmpty()) {
            long size = files.getOrDefault("mark-" + claim.key(), 0L);
            String wrong = verdicts.marks(claim, view, size);
            if (!wrong.isEmpty()) {
                violation(claim.key(), claim, id, wrong);
            }
        }
    }

    /// Sizes by name; none of a session whose files are not there any more.
    private Map<String, Long> files(String session) throws InterruptedException {
        Reply reply =
                courier.send(Request.get(session, sessionPath(session) + "/files?limit=10000"));
        Map<String, Long> sizes = new HashMap<>();
        if (reply.status() != GOOD) {
            return sizes;
        }
        for (JsonNode file : reply.json().path("files")) {
            sizes.put(file.path("name").asText(), file.path("size").asLong());
        }
        return sizes;
    }

    private void judge(String session, Accounts.Lease lease) throws InterruptedException {
        JsonNode view = get(session, sessionPath(session));
        String status = view.path("status").asText();
        boolean lives = status.equals("running") || status.equals("creating");
        boolean over = status.equals("terminated") || status.equals("completed");
        if (!lives && !over && !verdicts.mayBeLost(lease.since(), accounts.now())) {
            violation(
                    session,
                    "the session %s is %s without a fault that loses sessions: %s"
                            .formatted(session, status, view.path("status_reason").asText()));
        }
    }

    private JsonNode get(String about, String path) throws InterruptedException {
        Reply reply = courier.send(Request.get(about, path));
        if (!reply.isGood()) {
            violation(about, path + " was answered " + reply.brief());
        }
        return reply.json();
    }

    private void violation(String key, Claim claim, String id, String sentence) {
        accounts.tally()
                .violation(
                        List.of(" " + key + " ", id, claim.session()),
                        claim.step().errand() + " " + key + " (" + id + "): " + sentence);
    }

    private void violation(String name, String sentence) {
        accounts.tally().violation(List.of(name), sentence);
    }

    private static String sessionPath(String session) {
        return "/api/v1/sessions/" + session;
    }
}
