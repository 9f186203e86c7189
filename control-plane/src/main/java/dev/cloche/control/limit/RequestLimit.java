package dev.cloche.control.limit;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.control.auth.Callers;
import dev.cloche.control.kernel.Refusal;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/// Turns requests away of a tenant that sends more than it may. Each replica counts what comes to
/// it.
@Singleton
final class RequestLimit {

    private static final int MOST_TENANTS = 10_000;

    // Filters are made before the settings are read.
    private final Provider<LimitConfig> settings;
    private final Callers callers;
    private final Clock clock;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    RequestLimit(Provider<LimitConfig> settings, Callers callers, Clock clock) {
        this.settings = settings;
        this.callers = callers;
        this.clock = clock;
    }

    @ServerRequestFilter
    public void check(ContainerRequestContext request) {
        LimitConfig config = settings.get();
        if (config.requestsPerSecond().isPresent()
                && request.getUriInfo().getPath().startsWith("/api/")) {
            double perSecond = config.requestsPerSecond().getAsDouble();
            take(callers.current().tenant(), perSecond, config.burst());
        }
    }

    private synchronized void take(String tenant, double perSecond, int burst) {
        Instant now = clock.instant();
        Bucket bucket =
                buckets.getOrDefault(tenant, Bucket.full(burst, now)).at(now, perSecond, burst);
        if (!bucket.hasOne()) {
            buckets.put(tenant, bucket);
            throw refused(perSecond, bucket.pause(perSecond));
        }
        buckets.put(tenant, bucket.less());
        if (buckets.size() > MOST_TENANTS) {
            buckets.remove(buckets.keySet().iterator().next());
        }
    }

    private static Refusal refused(double perSecond, Duration pause) {
        String detail = "the tenant may send " + perSecond + " requests in a second";
        return new Refusal(ErrorCode.TOO_MANY_REQUESTS, detail)
                .retryAfter(pause.plus(Duration.ofMillis(999)));
    }
}
