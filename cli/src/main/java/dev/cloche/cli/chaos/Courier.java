package dev.cloche.cli.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Sends requests, and sends them again as the API tells: after the time that `Retry-After` names
/// when it is busy, soon when the connection broke.
final class Courier implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final long PATIENCE_MS = 180_000;
    private static final long FIRST_PAUSE_MS = 100;
    private static final long LONGEST_PAUSE_MS = 2000;
    private static final int SERVER_ERROR = 500;
    // 507 as well: the disk of the platform is full for a while.
    private static final Set<Integer> BUSY = Set.of(429, 502, 503, 504, 507);

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT)
                    .build();
    private final String base;
    private final String token;
    private final Ledger ledger;
    private final Tally tally;

    Courier(String base, String token, Ledger ledger, Tally tally) {
        this.base = base;
        this.token = token;
        this.ledger = ledger;
        this.tally = tally;
    }

    /// Nobody answered for too long, though it was tried again and again.
    static final class Silence extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Silence(String message) {
            super(message);
        }
    }

    /// The answer, once there is one.
    Reply send(Request request) throws InterruptedException {
        long start = ledger.now();
        boolean unsure = false;
        tally.request();
        for (int tries = 0; ledger.now() - start < PATIENCE_MS; tries++) {
            if (tries > 0) {
                tally.retry();
            }
            ledger.write(request.about(), "> " + request.method() + " " + request.path());
            try {
                HttpResponse<byte[]> response =
                        http.send(http(request), HttpResponse.BodyHandlers.ofByteArray());
                var reply = new Reply(response.statusCode(), response.body(), unsure);
                ledger.write(request.about(), "< " + reply.brief());
                if (!isPassing(request, reply)) {
                    return reply;
                }
                unsure |= reply.status() >= SERVER_ERROR;
                Thread.sleep(told(response, tries));
            } catch (IOException e) {
                unsure = true;
                ledger.write(request.about(), "< broken: " + e);
                tally.failure(e.getClass().getSimpleName());
                Thread.sleep(pause(tries));
            }
        }
        String sentence =
                request.method() + " " + request.path() + " was not answered for too long";
        tally.violation(List.of(request.about()), sentence);
        throw new Silence(sentence);
    }

    /// Opens a stream; empty-handed is an exception.
    HttpResponse<InputStream> open(Request request, String lastEventId)
            throws IOException, InterruptedException {
        HttpRequest.Builder builder = builder(request).timeout(request.patience());
        if (!lastEventId.isEmpty()) {
            builder = builder.header("Last-Event-ID", lastEventId);
        }
        return http.send(
                builder.header("Accept", "text/event-stream").GET().build(),
                HttpResponse.BodyHandlers.ofInputStream());
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private boolean isPassing(Request request, Reply reply) {
        if (reply.status() >= SERVER_ERROR || BUSY.contains(reply.status())) {
            tally.failure(reply.status() + " " + reply.errorCode());
        }
        if (reply.status() == SERVER_ERROR) {
            tally.violation(
                    List.of(request.about()),
                    request.method() + " " + request.path() + " was answered " + reply.brief());
            return true;
        }
        return BUSY.contains(reply.status());
    }

    private static long told(HttpResponse<byte[]> response, int tries) {
        return response.headers().firstValueAsLong("Retry-After").stream()
                .map(it -> it * 1000)
                .findFirst()
                .orElse(pause(tries));
    }

    private static long pause(int tries) {
        return Math.min(FIRST_PAUSE_MS << Math.min(tries, 10), LONGEST_PAUSE_MS);
    }

    private HttpRequest http(Request request) {
        HttpRequest.Builder builder =
                builder(request)
                        .timeout(request.patience())
                        .header("Accept", "*/*")
                        .method(request.method(), request.publisher());
        if (request.body().isPresent()) {
            builder = builder.header("Content-Type", request.type());
        }
        if (request.key().isPresent()) {
            builder = builder.header("Idempotency-Key", request.key().get());
        }
        return builder.build();
    }

    private HttpRequest.Builder builder(Request request) {
        return HttpRequest.newBuilder(URI.create(base + request.path()))
                .header("Authorization", "Bearer " + token);
    }
}
