package dev.cloche.control.execution;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.auth.Callers;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.web.EarlyRefusals;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns executions away that would be refused for want of room, before their tokens are verified
/// and their bodies read: that costs several times what remains. That a session is full learn only
/// senders that were told so in the ordinary way before, whose tenant is known since then.
@Singleton
final class Threshold {

    /// After the gate that names requests and looks at the size of their bodies.
    private static final int AFTER_THE_GATE = 9_000;

    private static final Duration REMEMBERED = Duration.ofSeconds(10);
    private static final int MOST = 2_000;
    private static final Pattern EXECUTE =
            Pattern.compile(
                    "/api/v1/(?:executions/)?sessions/(?<session>"
                            + SessionId.PATTERN
                            + ")/execute(?:-sync)?");

    private final Pressure pressure;
    private final EarlyRefusals refusals;
    private final Clock clock;
    private final Map<ByteBuffer, Known> known = new LinkedHashMap<>();

    @Inject
    Threshold(Pressure pressure, EarlyRefusals refusals, Clock clock) {
        this.pressure = pressure;
        this.refusals = refusals;
        this.clock = clock;
    }

    private record Known(String tenant, Instant until) {}

    void install(@Observes Filters filters) {
        filters.register(this::pass, AFTER_THE_GATE);
    }

    private void pass(RoutingContext context) {
        Optional<SessionId> session = session(context);
        if (session.isEmpty()) {
            context.next();
            return;
        }
        Optional<Knock> knock =
                pressure.isFeltOfLate() ? knock(context, session.get()) : Optional.empty();
        Optional<Refusal> refusal = pressure.refusalOfAll().or(() -> knock.flatMap(this::refusal));
        if (refusal.isPresent()) {
            refusals.answer(refusal.get(), context);
            return;
        }
        knock.ifPresent(one -> context.addEndHandler(_ -> learn(one.sender(), context)));
        context.next();
    }

    /// An execution that is asked for.
    ///
    /// @param sender the digest of its credentials, which nobody has looked at
    private record Knock(ByteBuffer sender, SessionId session) {}

    private static Optional<Knock> knock(RoutingContext context, SessionId session) {
        return Callers.credentials(context).map(sender -> new Knock(sender, session));
    }

    private Optional<Refusal> refusal(Knock knock) {
        return tenant(knock.sender())
                .flatMap(tenant -> pressure.refusalOf(tenant, knock.session()));
    }

    private static Optional<SessionId> session(RoutingContext context) {
        String path = context.request().path();
        if (path == null || !context.request().method().equals(HttpMethod.POST)) {
            return Optional.empty();
        }
        Matcher execute = EXECUTE.matcher(path);
        return execute.matches()
                ? Optional.of(new SessionId(execute.group("session")))
                : Optional.empty();
    }

    private synchronized Optional<String> tenant(ByteBuffer sender) {
        return Optional.ofNullable(known.get(sender))
                .filter(one -> clock.instant().isBefore(one.until()))
                .map(Known::tenant);
    }

    private void learn(ByteBuffer sender, RoutingContext context) {
        if (context.response().getStatusCode() == ErrorCode.NO_SANDBOX_AVAILABLE.status()) {
            Callers.tenantOf(context).ifPresent(tenant -> remember(sender, tenant));
        }
    }

    private synchronized void remember(ByteBuffer sender, String tenant) {
        known.put(sender, new Known(tenant, clock.instant().plus(REMEMBERED)));
        if (known.size() > MOST) {
            known.remove(known.keySet().iterator().next());
        }
    }
}
