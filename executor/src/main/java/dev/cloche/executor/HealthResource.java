package dev.cloche.executor;

import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.executor.ExecutorBoot;
import dev.cloche.api.executor.ExecutorHealth;
import dev.cloche.api.executor.ReportAddresses;
import dev.cloche.api.template.Isolation;
import dev.cloche.executor.process.Spawner;
import dev.cloche.executor.report.Reports;
import dev.cloche.executor.run.IsolationGate;
import dev.cloche.executor.run.Runs;
import dev.cloche.executor.session.Sessions;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/// How this executor is, and what it holds.
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
final class HealthResource {

    private static final int UNAVAILABLE = 503;
    private static final double MILLIS = 1000.0;

    private final ExecutorBoot boot;
    private final Holdings holdings;
    private final IsolationGate gate;
    private final Spawner spawner;
    private final Clock clock;
    private final Instant started;

    HealthResource(
            ExecutorBoot boot,
            Holdings holdings,
            IsolationGate gate,
            Spawner spawner,
            Clock clock) {
        this.boot = boot;
        this.holdings = holdings;
        this.gate = gate;
        this.spawner = spawner;
        this.clock = clock;
        this.started = clock.instant();
    }

    /// What the executor holds for others.
    record Holdings(Sessions sessions, Runs runs, Reports reports) {}

    /// Tells whether code can be run.
    @GET
    @Path("/health")
    public Response health() {
        return fault(spawner, gate)
                .map(why ->
                        Response.status(UNAVAILABLE)
                                .entity(Map.of("status", "unhealthy", "reason", why)))
                .orElseGet(() -> Response.ok(Map.of("status", "healthy", "reason", "")))
                .build();
    }

    /// Tells what the executor holds: sessions, runs, and reports that nobody has acknowledged.
    @GET
    @Path("/v1/state")
    public ExecutorHealth state(
            @Parameter(hidden = true) @HeaderParam(ReportAddresses.CALLER)
                    @Nullable String caller) {
        if (caller != null) {
            holdings.reports().called(caller);
        }
        List<ExecutionId> active = holdings.runs().active();
        List<ExecutionId> held =
                Stream.concat(active.stream(), holdings.reports().unacknowledged().stream())
                        .distinct()
                        .toList();
        Optional<String> fault = fault(spawner, gate);
        return new ExecutorHealth(
                fault.isPresent() ? "unhealthy" : "healthy",
                fault.orElse(null),
                boot.containerId(),
                version(),
                Duration.between(started, clock.instant()).toMillis() / MILLIS,
                active.size(),
                gate.level().level(),
                holdings.sessions().ids(),
                held);
    }

    /// Why no code can be run here; nothing when it can.
    static Optional<String> fault(Spawner spawner, IsolationGate gate) {
        if (!spawner.working()) {
            return Optional.of("runs cannot be started");
        }
        return gate.level().level() == Isolation.NONE
                ? Optional.of(gate.level().detail())
                : Optional.empty();
    }

    private static String version() {
        String version = HealthResource.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
