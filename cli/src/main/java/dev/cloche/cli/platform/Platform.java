package dev.cloche.cli.platform;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.ExecutionResult;
import dev.cloche.api.execution.ExecutionView;
import dev.cloche.api.execution.NewExecution;
import dev.cloche.api.execution.Submitted;
import dev.cloche.api.session.NewSession;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionStatus;
import dev.cloche.api.session.SessionView;
import dev.cloche.api.template.NewTemplate;
import dev.cloche.api.template.TemplateId;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// The API of a running platform, in the name of one token.
public final class Platform implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofSeconds(30);
    private static final int CREATE_WAIT_SECONDS = 30;
    private static final int SYNC_MIN_SECONDS = 10;
    private static final int SYNC_MAX_SECONDS = 3600;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .build();
    private final String base;
    private final String token;

    public Platform(URI url, String token) {
        String text = url.toString();
        this.base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        this.token = token;
    }

    /// The one that runs with this data directory.
    public static Platform local(DataDirectory data, Clock clock, Duration tokenLifetime) {
        return local(data, clock, TokenClaims.own(tokenLifetime));
    }

    /// The same with a token that says something else.
    public static Platform local(DataDirectory data, Clock clock, TokenClaims claims) {
        Announcement running =
                Announcement.living(data)
                        .orElseThrow(() ->
                                new Refusal(
                                        Exit.PLATFORM,
                                        "no platform runs with the data directory "
                                                + data.path()
                                                + "; start it with `./cloche up`"));
        SigningKey key = SigningKey.of(data, clock);
        return new Platform(running.url(), key.token(claims));
    }

    /// Asks for a session; the answer comes when it runs, or has been waited for long enough.
    public CompletableFuture<SessionView> create(NewSession wanted) {
        return ask(
                post("/api/v1/sessions?wait=" + CREATE_WAIT_SECONDS, wanted)
                        .timeout(SHORT.plusSeconds(CREATE_WAIT_SECONDS)),
                SessionView.class);
    }

    /// A session that can run code.
    public SessionView createRunning(NewSession wanted) {
        return running(await(create(wanted)));
    }

    /// That session, when it can run code.
    public static SessionView running(SessionView session) {
        if (session.status() == SessionStatus.RUNNING) {
            return session;
        }
        String reason = session.statusReason();
        throw new Refusal(
                Exit.PLATFORM,
                "the session is "
                        + session.status().wire()
                        + (reason == null ? "" : " (" + reason + ")")
                        + " after "
                        + CREATE_WAIT_SECONDS
                        + " seconds; the log of the platform may say why");
    }

    /// Runs code in a session and waits for its end.
    public ExecutionResult execute(SessionId session, NewExecution wanted, int seconds) {
        int sync = Math.clamp(seconds + SHORT.toSeconds(), SYNC_MIN_SECONDS, SYNC_MAX_SECONDS);
        return await(
                ask(
                        post(path(session) + "/execute-sync?sync_timeout=" + sync, wanted)
                                .timeout(SHORT.plusSeconds(sync)),
                        ExecutionResult.class));
    }

    /// Hands code over, and does not wait.
    public ExecutionId submit(SessionId session, NewExecution wanted) {
        return await(ask(post(path(session) + "/execute", wanted), Submitted.class)).executionId();
    }

    /// What an execution prints, told by its events; the answer comes at its end.
    public String printed(ExecutionId execution) {
        HttpResponse<byte[]> response =
                await(
                        send(
                                request("/api/v1/executions/" + execution + "/events")
                                        .setHeader("Accept", "text/event-stream")));
        require(response);
        try {
            EventReader events = new EventReader();
            events.read(new ByteArrayInputStream(response.body()));
            return events.printed();
        } catch (IOException e) {
            throw new Refusal(Exit.PLATFORM, "events are not understood here", e);
        }
    }

    /// Asks that an execution be ended.
    public void cancel(ExecutionId execution) {
        Object _ =
                await(
                        ask(
                                post("/api/v1/executions/" + execution + "/cancel", Map.of()),
                                Object.class));
    }

    /// Puts a file into a session.
    ///
    /// @param name of letters, digits and dots
    public void upload(SessionId session, String name, String content) {
        Object _ =
                await(
                        ask(
                                request(path(session) + "/files/upload")
                                        .header("Content-Type", Form.TYPE)
                                        .POST(
                                                HttpRequest.BodyPublishers.ofString(
                                                        Form.of(Map.of("path", name), content))),
                                Object.class));
    }

    /// What is in a file of a session.
    public String download(SessionId session, String name) {
        HttpResponse<byte[]> response =
                await(send(request(path(session) + "/files/" + name).setHeader("Accept", "*/*")));
        require(response);
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    /// Removes a file of a session.
    public void deleteFile(SessionId session, String name) {
        require(await(send(request(path(session) + "/files/" + name).DELETE())));
    }

    /// What became of an execution, at its end or after that many seconds, up to 30.
    public ExecutionView execution(ExecutionId execution, int seconds) {
        String path = "/api/v1/executions/" + execution;
        Object _ =
                await(
                        ask(
                                request(path + "/result?wait=" + seconds)
                                        .timeout(SHORT.plusSeconds(seconds))
                                        .GET(),
                                Object.class));
        return await(ask(request(path).GET(), ExecutionView.class));
    }

    /// Where it is, without a slash at the end.
    public String url() {
        return base;
    }

    /// What requests to it are signed with.
    public String token() {
        return token;
    }

    /// The result that an answer to a synchronous execution holds.
    public static ExecutionResult read(int status, byte[] body) {
        return read(status, body, "the platform", ExecutionResult.class);
    }

    /// How a session is.
    public SessionView session(SessionId session) {
        return await(ask(request(path(session)).GET(), SessionView.class));
    }

    /// Reads something and looks only whether it was there.
    public void read(String path) {
        Object _ = await(ask(request(path).GET(), Object.class));
    }

    /// Makes a template; that takes an admin.
    public void make(NewTemplate template) {
        Object _ = await(ask(post("/api/v1/templates", template), Object.class));
    }

    /// Removes a template in which no session lives; that takes an admin.
    public void remove(TemplateId template) {
        require(await(send(request("/api/v1/templates/" + template).DELETE())));
    }

    /// Ends a session.
    public void delete(SessionId session) {
        Object _ = await(ask(request(path(session)).DELETE(), Object.class));
    }

    /// Waits for an answer, and turns what went wrong into a refusal.
    public static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private static String path(SessionId session) {
        return "/api/v1/sessions/" + session;
    }

    private HttpRequest.Builder post(String path, Object body) {
        try {
            return request(path)
                    .header("Content-Type", "application/json")
                    .POST(
                            HttpRequest.BodyPublishers.ofByteArray(
                                    Json.MAPPER.writeValueAsBytes(body)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request could not be written", e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(SHORT)
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + token);
    }

    private CompletableFuture<HttpResponse<byte[]>> send(HttpRequest.Builder request) {
        return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofByteArray())
                .exceptionally(e -> {
                    throw new CompletionException(unreachable(e));
                });
    }

    private <T> CompletableFuture<T> ask(HttpRequest.Builder request, Class<T> type) {
        return send(request)
                .thenApply(response ->
                        read(
                                response.statusCode(),
                                response.body(),
                                response.uri().toString(),
                                type));
    }

    private static void require(HttpResponse<byte[]> response) {
        require(response.statusCode(), response.body());
    }

    private static void require(int status, byte[] body) {
        if (status / 100 != 2) {
            throw new Refusal(Exit.PLATFORM, Complaint.of(status, body));
        }
    }

    private static <T> T read(int status, byte[] body, String who, Class<T> type) {
        require(status, body);
        try {
            return Json.MAPPER.readValue(body, type);
        } catch (IOException e) {
            throw new Refusal(
                    Exit.PLATFORM, who + " answered something that is not understood here", e);
        }
    }

    private Throwable unreachable(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        return switch (cause) {
            case ConnectException _ ->
                    new Refusal(Exit.PLATFORM, "cannot connect to " + base, cause);
            case HttpTimeoutException _ ->
                    new Refusal(Exit.PLATFORM, base + " did not answer in time", cause);
            case IOException e ->
                    new Refusal(
                            Exit.PLATFORM,
                            "the connection to " + base + " broke: " + e.getMessage(),
                            cause);
            default -> cause;
        };
    }
}
