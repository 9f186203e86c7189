package dev.cloche.control.executor;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.executor.ExecutorHealth;
import dev.cloche.api.executor.InstallationOrder;
import dev.cloche.api.executor.InstallationReport;
import dev.cloche.api.executor.Reception;
import dev.cloche.api.executor.ReportAddresses;
import dev.cloche.api.executor.RunInput;
import dev.cloche.api.executor.RunRequest;
import dev.cloche.api.executor.RunSignal;
import dev.cloche.api.executor.SessionBinding;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.container.ContainerForsaken;
import dev.cloche.control.container.DispatchToken;
import dev.cloche.control.container.Inquiries;
import dev.cloche.control.container.LiveContainer;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.kernel.Vault;
import dev.cloche.control.replica.Replicas;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Calls the executors in containers. Every call may be repeated: an executor does nothing twice.
@Singleton
public final class Executors implements Inquiries {

    /// How long an executor may take to answer; it answers before it begins to work.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// The same while packages are being installed: then it answers every ten seconds.
    private static final Duration PATIENCE_FOR_PACKAGES = Duration.ofSeconds(40);

    private static final int CONNECTIONS_PER_EXECUTOR = 64;

    private final HttpClient http;
    private final Vault vault;
    private final Json json;
    private final Replicas replicas;

    Executors(Vertx vertx, Vault vault, Json json, Replicas replicas) {
        this.http =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setConnectTimeout((int) PATIENCE.toMillis())
                                .setKeepAliveTimeout(30)
                                .setTcpNoDelay(true),
                        new PoolOptions().setHttp1MaxSize(CONNECTIONS_PER_EXECUTOR));
        this.vault = vault;
        this.replicas = replicas;
        this.json = json;
    }

    @PreDestroy
    void close() {
        http.close();
    }

    /// Lets an executor whose control plane is gone hear of this one.
    void on(@Observes ContainerForsaken forsaken) {
        call(HttpMethod.GET, forsaken.container(), "/v1/state", null)
                .subscribe()
                .with(
                        _ -> Log.infof("executor greeted container=%s", forsaken.container().id()),
                        failure -> Log.warnf("executor not greeted: %s", failure.getMessage()));
    }

    @Override
    public Uni<ExecutorHealth> ask(LiveContainer container) {
        return ask(HttpMethod.GET, container, "/v1/state", null)
                .map(answer -> json.read(answer, ExecutorHealth.class));
    }

    /// Makes a place the place of a session.
    public Uni<Void> bind(LiveContainer container, SessionId session, SessionBinding binding) {
        return call(HttpMethod.PUT, container, "/v1/sessions/" + session, json.bytes(binding));
    }

    /// Ends whatever runs in a session, and the session's hold on its place.
    public Uni<Void> unbind(LiveContainer container, SessionId session) {
        return call(HttpMethod.DELETE, container, "/v1/sessions/" + session, null);
    }

    /// Hands over a run; its executor reports by itself from then on.
    public Uni<Void> run(LiveContainer container, SessionId session, RunRequest run) {
        return call(HttpMethod.PUT, container, path(session, run.executionId()), json.bytes(run));
    }

    /// Stops a run; its executor reports that it was cancelled.
    public Uni<Void> cancel(
            LiveContainer container, SessionId session, ExecutionId execution, int attempt) {
        String path = path(session, execution) + "?attempt=" + attempt;
        return call(HttpMethod.DELETE, container, path, null);
    }

    /// Has packages installed for a session; the answer may take a while, and may be that they are
    /// not there yet.
    public Uni<InstallationReport> install(
            LiveContainer container, SessionId session, InstallationOrder order) {
        String path = "/v1/sessions/" + session + "/dependencies";
        return ask(HttpMethod.PUT, container, path, json.bytes(order), PATIENCE_FOR_PACKAGES)
                .map(answer -> json.read(answer, InstallationReport.class));
    }

    /// Passes input on to a run. Unlike the other calls, this one must not be repeated.
    public Uni<Reception.What> input(
            LiveContainer container, SessionId session, ExecutionId execution, RunInput input) {
        String path = path(session, execution) + "/stdin";
        return ask(HttpMethod.POST, container, path, json.bytes(input)).map(this::reception);
    }

    /// Sends a signal to a run.
    public Uni<Reception.What> signal(
            LiveContainer container, SessionId session, ExecutionId execution, RunSignal signal) {
        String path = path(session, execution) + "/signal";
        return ask(HttpMethod.POST, container, path, json.bytes(signal)).map(this::reception);
    }

    private static String path(SessionId session, ExecutionId execution) {
        return "/v1/sessions/" + session + "/executions/" + execution;
    }

    private Reception.What reception(String answer) {
        return json.read(answer, Reception.class).what();
    }

    private Uni<Void> call(
            HttpMethod method, LiveContainer container, String path, byte @Nullable [] body) {
        return ask(method, container, path, body).replaceWithVoid();
    }

    private Uni<String> ask(
            HttpMethod method, LiveContainer container, String path, byte @Nullable [] body) {
        return ask(method, container, path, body, PATIENCE);
    }

    private Uni<String> ask(
            HttpMethod method,
            LiveContainer container,
            String path,
            byte @Nullable [] body,
            Duration patience) {
        RequestOptions options =
                new RequestOptions()
                        .setMethod(method)
                        .setHost(container.host())
                        .setPort(container.port())
                        .setURI(path)
                        .setTimeout(patience.toMillis())
                        .putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token(container))
                        .putHeader(ReportAddresses.CALLER, replicas.url())
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        return Uni.createFrom()
                .completionStage(() ->
                        http.request(options)
                                .compose(request -> send(request, body))
                                .toCompletionStage())
                .onFailure(failure -> !(failure instanceof Refusal))
                .transform(failure -> unreachable(container, String.valueOf(failure.getMessage())))
                .flatMap(answer -> settle(container, answer));
    }

    private static Future<Answer> send(HttpClientRequest request, byte @Nullable [] body) {
        return (body == null ? request.send() : request.send(Buffer.buffer(body)))
                .compose(response ->
                        response.body()
                                .map(text -> new Answer(response.statusCode(), text.toString())));
    }

    private static Uni<String> settle(LiveContainer container, Answer answer) {
        if (answer.status() < 300) {
            return Uni.createFrom().item(answer.body());
        }
        return Uni.createFrom()
                .failure(
                        isFull(answer)
                                ? full(container)
                                : unreachable(
                                        container,
                                        "it answered " + answer.status() + " " + answer.body()));
    }

    private static boolean isFull(Answer answer) {
        return answer.status() == ErrorCode.EXECUTOR_QUEUE_FULL.status()
                && answer.body().contains('"' + ErrorCode.EXECUTOR_QUEUE_FULL.wire() + '"');
    }

    private static Refusal full(LiveContainer container) {
        return new Refusal(
                        ErrorCode.NO_SANDBOX_AVAILABLE,
                        "container " + container.id() + " holds as much as it can")
                .retryAfter(Duration.ofSeconds(1));
    }

    private static Refusal unreachable(LiveContainer container, String why) {
        return new Refusal(
                        ErrorCode.EXECUTOR_UNREACHABLE,
                        "the executor of container " + container.id() + " cannot be used: " + why)
                .retryAfter(Duration.ofSeconds(1));
    }

    private String token(LiveContainer container) {
        return DispatchToken.of(vault, container.id()).value();
    }

    private record Answer(int status, String body) {}
}
