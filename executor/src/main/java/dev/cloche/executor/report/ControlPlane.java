package dev.cloche.executor.report;

import dev.cloche.api.executor.ReportAddresses;
import io.vertx.core.Context;
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
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/// The control plane as this executor sees it: somebody who takes reports. It may be several equal
/// ones; each answer says which there are, and what one does not take another one may.
public final class ControlPlane {

    private static final int TROUBLE = 500;
    private static final int CONNECTIONS = 64;
    private static final int CONNECT_MILLIS = 2000;
    private static final long ANSWER_MILLIS = 10_000;
    private static final long ANSWER_MILLIS_OF_ONE_OF_MANY = 4_000;
    private static final int MOST = 32;

    // All is done by one thread: handing a request over to another costs more than sending it.
    private final Context context;
    private final HttpClient http;
    private final AtomicReference<List<String>> urls;
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
        this.context = vertx.getOrCreateContext();
        this.http = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(CONNECTIONS));
        this.urls = new AtomicReference<>(List.of(url));
        this.authorization = "Bearer " + secret;
        this.clock = clock;
        this.heard = clock.instant();
    }

    /// Posts a body to whoever takes it, and returns the status of the last answer.
    ///
    /// @param key makes repeating it harmless
    CompletionStage<Integer> post(String path, String body, Optional<String> key) {
        return post(path, body, key, Optional.empty());
    }

    /// The same, to one of them first.
    CompletionStage<Integer> post(
            String path, String body, Optional<String> key, Optional<String> first) {
        List<String> all = Stream.concat(first.stream(), urls.get().stream()).distinct().toList();
        return post(all, 0, path, body, key);
    }

    private CompletionStage<Integer> post(
            List<String> all, int which, String path, String body, Optional<String> key) {
        CompletionStage<Integer> answer = postTo(all.get(which), all.size(), path, body, key);
        if (which + 1 == all.size()) {
            return answer;
        }
        return answer.handle(
                        (status, problem) -> {
                            if (status != null && status < TROUBLE) {
                                return answer;
                            }
                            defer(all.get(which));
                            return post(all, which + 1, path, body, key);
                        })
                .thenCompose(next -> next);
    }

    private CompletionStage<Integer> postTo(
            String url, int many, String path, String body, Optional<String> key) {
        var options =
                new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setAbsoluteURI(url + "/internal" + path)
                        .setTimeout(many > 1 ? ANSWER_MILLIS_OF_ONE_OF_MANY : ANSWER_MILLIS)
                        .putHeader("Authorization", authorization)
                        .putHeader("Content-Type", "application/json");
        key.ifPresent(value -> options.putHeader("Idempotency-Key", value));
        var answer = new CompletableFuture<Integer>();
        // A closed client throws; inside the chain that is a failure like any other.
        try {
            context.runOnContext(_ ->
                    Future.succeededFuture(options)
                            .compose(http::request)
                            .compose(request -> send(request, body))
                            .onSuccess(response -> answer.complete(heard(url, response)))
                            .onFailure(answer::completeExceptionally));
        } catch (RejectedExecutionException problem) {
            answer.completeExceptionally(problem); // this process ends
        }
        return answer;
    }

    /// Takes notice of a control plane that has called: it is the one that lives for sure.
    public void called(String url) {
        if (!urls.get().contains(url)) {
            urls.updateAndGet(known -> first(url, known));
        }
    }

    /// Which there are, those that answered last before those that did not.
    List<String> urls() {
        return urls.get();
    }

    private void defer(String url) {
        urls.updateAndGet(known ->
                known.contains(url)
                        ? Stream.concat(
                                        known.stream().filter(other -> !other.equals(url)),
                                        Stream.of(url))
                                .toList()
                        : known);
    }

    private void learn(String answering, String told) {
        List<String> living =
                Arrays.stream(told.split(",", -1))
                        .map(String::strip)
                        .filter(ControlPlane::isAddress)
                        .toList();
        if (!living.isEmpty() && !Set.copyOf(living).equals(Set.copyOf(urls.get()))) {
            urls.set(first(answering, living));
        }
    }

    private static boolean isAddress(String url) {
        return url.startsWith("http://") || url.startsWith("https://");
    }

    private static List<String> first(String url, List<String> others) {
        return Stream.concat(Stream.of(url), others.stream()).distinct().limit(MOST).toList();
    }

    /// When it answered last.
    Instant lastHeard() {
        return heard;
    }

    private static Future<HttpClientResponse> send(HttpClientRequest request, String body) {
        return request.send(Buffer.buffer(body.getBytes(StandardCharsets.UTF_8)));
    }

    private int heard(String url, HttpClientResponse response) {
        heard = clock.instant();
        String told = response.getHeader(ReportAddresses.ALL);
        if (told != null) {
            learn(url, told);
        }
        return response.statusCode();
    }
}
