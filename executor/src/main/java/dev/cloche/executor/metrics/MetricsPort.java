package dev.cloche.executor.metrics;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/// A port of its own for metrics, so that whoever may read them reaches nothing else here. Nobody
/// is asked for a token: numbers are all there is.
public final class MetricsPort {

    private static final Logger LOG = Logger.getLogger(MetricsPort.class);
    private static final String PATH = "/metrics";
    private static final int NOT_FOUND = 404;

    private final Vertx vertx;
    private final Supplier<Snapshot> look;

    public MetricsPort(Vertx vertx, Supplier<Snapshot> look) {
        this.vertx = vertx;
        this.look = look;
    }

    /// Begins to listen; runs do not depend on it.
    ///
    /// @param port 0 for any
    public CompletionStage<Integer> listen(String host, int port) {
        return vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(port, host)
                .map(HttpServer::actualPort)
                .onSuccess(actual -> LOG.infof("metrics are at port %d", actual))
                .onFailure(problem -> LOG.errorf(problem, "no metrics at port %d", port))
                .toCompletionStage();
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        if (HttpMethod.GET.equals(request.method()) && PATH.equals(request.path())) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, Exposition.TYPE).end(look.get().text());
        } else {
            response.setStatusCode(NOT_FOUND).end();
        }
    }
}
