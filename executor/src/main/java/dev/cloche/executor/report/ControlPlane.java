package dev.cloche.executor.report;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The control plane as this executor sees it: somebody who takes reports.
public final class ControlPlane {

    private static final int CONNECTIONS = 64;
    private static final int CONNECT_MILLIS = 2000;
    private static final long ANSWER_MILLIS = 10_000;

    private final HttpClient http;
    private final String url;
    private final String authorization;
    private final Clock clock;
    private volatile Instant heard;

    public ControlPlane(Vertx vertx, String url, String secret, Clock clock) {
        var options =
                new HttpClientOptions()
                        .setKeepAlive(true)
                        .setTcpNoDelay(true)
                        .setConnectTimeout(CONNECT_MILLIS)
                        .setKeepAliveTimeout(60);
        this.http = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        this.url = url;
        this.authorization = "Bearer " + secret;
        this.clock = clock;
        this.heard = clock.instant();
    }

    /// Posts a body and returns the status of the answer.
    ///
    /// @param key makes repeating it harmless
    CompletionStage<Integer> post(String path, String body, Optional<String> key) {
        var options =
                new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setAbsoluteURI(url + "/internal" + path)
                        .setTimeout(ANSWER_MILLIS)
                        .putHeader("Authorization", authorization)
                        .putHeader("Content-Type", "application/json");
        key.ifPresent(value -> options.putHeader("Idempotency-Key", value));
        var answer = new CompletableFuture<Integer>();
        // A closed client throws; inside the chain that is a failure like any other.
        Future.succeededFuture(options)
                .compose(http::request)
                .compose(request -> send(request, body))
                .onSuccess(response -> answer.complete(heard(response)))
                .onFailure(answer::completeExceptionally);
        return answer;
    }

    /// When it answered last.
    Instant lastHeard() {
        return heard;
    }

    private static Future<HttpClientResponse> send(HttpClientRequest request, String body) {
        return request.send(Buffer.buffer(body.getBytes(StandardCharsets.UTF_8)));
    }

    private int heard(HttpClientResponse response) {
        heard = clock.instant();
        return response.statusCode();
    }
}
