package dev.cloche.control.executor;

import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.container.DispatchToken;
import dev.cloche.control.container.LiveContainer;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Vault;
import io.quarkus.logging.Log;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;

/// Listens to runs in containers. These connections last as long as runs do, so they are not those
/// of [Executors]: many readers must not keep work from being handed over.
@Singleton
public final class RunFeeds {

    private static final int CONNECT_MILLIS = 5000;
    private static final int READERS_PER_EXECUTOR = 512;

    private final HttpClient http;
    private final Vault vault;
    private final Json json;

    RunFeeds(Vertx vertx, Vault vault, Json json) {
        this.http =
                vertx.createHttpClient(
                        new HttpClientOptions()
                                .setConnectTimeout(CONNECT_MILLIS)
                                .setTcpNoDelay(true),
                        new PoolOptions().setHttp1MaxSize(READERS_PER_EXECUTOR));
        this.vault = vault;
        this.json = json;
    }

    @PreDestroy
    void close() {
        http.close();
    }

    /// Listens from a position on. A feed that breaks is over, without having said so.
    ///
    /// @param news told when there is something to take
    public RunFeed open(
            LiveContainer container,
            SessionId session,
            ExecutionId execution,
            int stdout,
            int stderr,
            Runnable news) {
        var feed = new RunFeed(json, news);
        String path = "/v1/sessions/" + session + "/executions/" + execution + "/events";
        RequestOptions options =
                new RequestOptions()
                        .setMethod(HttpMethod.GET)
                        .setHost(container.host())
                        .setPort(container.port())
                        .setURI(path + "?stdout=" + stdout + "&stderr=" + stderr)
                        .putHeader(
                                HttpHeaders.AUTHORIZATION,
                                "Bearer " + DispatchToken.of(vault, container.id()).value());
        http.request(options)
                .map(feed::begin)
                .compose(HttpClientRequest::send)
                .onSuccess(feed::answered)
                .onFailure(failure -> broken(feed, execution, failure));
        return feed;
    }

    private static void broken(RunFeed feed, ExecutionId execution, Throwable failure) {
        Log.debugf("execution cannot be listened to id=%s: %s", execution, failure);
        feed.end();
    }
}
