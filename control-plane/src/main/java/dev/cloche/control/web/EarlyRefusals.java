package dev.cloche.control.web;

import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Refusal;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Objects;

/// Refuses requests that nobody has looked into, in the words in which all are refused.
@Singleton
public final class EarlyRefusals {

    /// Where metrics look for the address of a request when no endpoint has taken it.
    private static final String ADDRESS_IN_METRICS = "UrlPathTemplate";

    /// In metrics all of them have this one: each address would else be kept apart, and names of
    /// sessions are without number.
    private static final String REFUSED = "/refused-early";

    private final Json json;

    EarlyRefusals(Json json) {
        this.json = json;
    }

    /// Answers, and has the connection go on with the next request.
    public void answer(Refusal refusal, RoutingContext context) {
        HttpServerResponse response = begin(refusal, context);
        // What is left of it would else stand before the next one.
        context.request().resume();
        end(refusal, context, response);
    }

    /// Answers, and ends the connection: nothing that comes by it will be served here.
    void answerAndClose(Refusal refusal, RoutingContext context) {
        HttpServerResponse response = begin(refusal, context);
        if (context.request().version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, "close");
        }
        end(refusal, context, response);
    }

    private static HttpServerResponse begin(Refusal refusal, RoutingContext context) {
        Context current = Objects.requireNonNull(Vertx.currentContext(), "a request is served");
        current.putLocal(ADDRESS_IN_METRICS, REFUSED);
        HttpServerResponse response =
                context.response()
                        .setStatusCode(refusal.code().status())
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        refusal.retryAfter()
                .ifPresent(pause ->
                        response.putHeader(HttpHeaders.RETRY_AFTER, Refusals.seconds(pause)));
        return response;
    }

    private void end(Refusal refusal, RoutingContext context, HttpServerResponse response) {
        response.end(json.write(ErrorBodies.of(refusal.code(), refusal.detail(), context)));
    }
}
