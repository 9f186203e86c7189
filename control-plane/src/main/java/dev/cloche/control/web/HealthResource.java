package dev.cloche.control.web;

import io.smallrye.health.SmallRyeHealthReporter;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.management.ManagementFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/// `/health`: the short form of `/q/health/ready`, with version and seconds since the start.
@Path("/health")
@PermitAll
final class HealthResource {

    private final SmallRyeHealthReporter reporter;
    private final String version;

    HealthResource(
            SmallRyeHealthReporter reporter,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.reporter = reporter;
        this.version = version;
    }

    /// Tells whether requests can be served; the short form of `/q/health/ready`.
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @APIResponse(
            responseCode = "200",
            description = "They can",
            content = @Content(schema = @Schema(implementation = HealthView.class)))
    @APIResponse(
            responseCode = "503",
            description = "They cannot at present",
            content = @Content(schema = @Schema(implementation = HealthView.class)))
    public Uni<Response> health() {
        return reporter.getReadinessAsync().map(health -> answer(!health.isDown()));
    }

    private Response answer(boolean up) {
        long uptime = ManagementFactory.getRuntimeMXBean().getUptime() / 1000;
        return Response.status(up ? 200 : 503)
                .entity(new HealthView(up ? "healthy" : "unhealthy", version, uptime))
                .build();
    }
}
