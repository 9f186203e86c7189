package dev.cloche.acceptance.product;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;

/// A session that runs, and that is deleted when the test is through with it.
public final class Sandbox implements AutoCloseable {

    /// The template that runs every language.
    public static final String ANY_LANGUAGE = "multi-language";

    private static final String SESSIONS = "/api/v1/sessions";

    private final Caller caller;
    private final JsonNode created;

    private Sandbox(Caller caller, JsonNode created) {
        this.caller = caller;
        this.created = created;
    }

    /// A session in which every language runs.
    public static Sandbox open(Caller caller) {
        return open(caller, Map.of("template_id", ANY_LANGUAGE));
    }

    public static Sandbox open(Caller caller, Map<String, ?> request) {
        JsonNode created = caller.post(SESSIONS + "?wait=60", request).expect(201).json();
        assertThat(created.path("status").asText()).as("%s", created).isEqualTo("running");
        return new Sandbox(caller, created);
    }

    public String id() {
        return created.path("session_id").asText();
    }

    public JsonNode created() {
        return created;
    }

    /// The container in which it began.
    public String container() {
        return created.path("container_id").asText();
    }

    public String path() {
        return SESSIONS + "/" + id();
    }

    public Finished python(String code) {
        return run(Map.of("language", "python", "code", code));
    }

    public Finished javascript(String code) {
        return run(Map.of("language", "javascript", "code", code));
    }

    public Finished shell(String code) {
        return run(Map.of("language", "shell", "code", code));
    }

    /// Calls a handler with an event.
    public Finished handle(String language, String code, Object event) {
        return run(Map.of("language", language, "code", code, "event", event));
    }

    /// Runs and waits for the end.
    public Finished run(Map<String, ?> request) {
        return new Finished(caller.post(path() + "/execute-sync", request).expect(200).json());
    }

    /// Hands code in and does not wait.
    ///
    /// @return the execution's id
    public String submit(Map<String, ?> request) {
        return caller.post(path() + "/execute", request).expect(200).text("execution_id");
    }

    /// The result of what was submitted, when it is there.
    public Finished result(String execution) {
        return result(execution, 60);
    }

    /// The result of what was submitted, which must be there in so many seconds.
    public Finished result(String execution, int seconds) {
        Answer answer = caller.get("/api/v1/executions/" + execution + "/result?wait=" + seconds);
        return new Finished(answer.expect(200).json());
    }

    /// Its present status.
    public String status() {
        return caller.get(path()).expect(200).text("status");
    }

    /// Where an execution is.
    public String status(String execution) {
        return caller.get("/api/v1/executions/" + execution + "/status").expect(200).text("status");
    }

    /// Which attempt of an execution is the present one.
    public int attempt(String execution) {
        Answer answer = caller.get("/api/v1/executions/" + execution + "/status").expect(200);
        return answer.json().path("attempt").asInt();
    }

    /// Waits until an execution is known to run.
    public void awaitRunning(String execution) {
        Await.until("it runs", Duration.ofSeconds(20), () -> status(execution), "running"::equals);
    }

    @Override
    public void close() {
        caller.delete(path()).expect(200);
    }
}
