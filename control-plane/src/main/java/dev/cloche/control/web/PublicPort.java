package dev.cloche.control.web;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.control.kernel.Refusal;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Keeps the internal API off the public port, where it has one of its own. Who reports here knows
/// an address from before, and is soon told another one: it is asked to come again, since a report
/// that is refused is not sent twice.
@Singleton
final class PublicPort {

    /// After the request has got its id.
    private static final int SECOND = 9_000;

    private final Optional<Integer> internal;
    private final EarlyRefusals refusals;

    /// @param internal the internal API's port, when it has one of its own
    PublicPort(
            @ConfigProperty(name = "cloche.containers.internal-port") Optional<Integer> internal,
            EarlyRefusals refusals) {
        this.internal = internal;
        this.refusals = refusals;
    }

    void install(@Observes Filters filters) {
        if (internal.isPresent()) {
            filters.register(this::pass, SECOND);
        }
    }

    private void pass(RoutingContext context) {
        String path = context.normalizedPath();
        boolean isInternal = path.equals("/internal") || path.startsWith("/internal/");
        if (isInternal && isElsewhere(context)) {
            refusals.answerAndClose(
                    new Refusal(
                            ErrorCode.INTERNAL_UNAVAILABLE,
                            "reports are taken at a port of their own"),
                    context);
        } else {
            context.next();
        }
    }

    private boolean isElsewhere(RoutingContext context) {
        int port = context.request().localAddress().port();
        return internal.filter(own -> own == port).isEmpty();
    }
}
