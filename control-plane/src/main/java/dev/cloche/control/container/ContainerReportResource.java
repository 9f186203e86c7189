package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.executor.ContainerExited;
import dev.cloche.api.executor.ContainerReady;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.web.Acknowledgement;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/// `/internal/sessions/{id}/container_*`. A container may hold many sessions or none, so the id is
/// the container's; who reports is decided by the secret.
@Path("/internal/sessions/{id}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@PermitAll
final class ContainerReportResource {

    private static final Acknowledgement DONE = new Acknowledgement("ok");

    private final ContainerSecrets secrets;
    private final ContainerReports reports;

    ContainerReportResource(ContainerSecrets secrets, ContainerReports reports) {
        this.secrets = secrets;
        this.reports = reports;
    }

    /// Reports that an executor listens, and what isolation it found.
    @POST
    @Path("/container_ready")
    public Uni<Acknowledgement> ready(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @Context HttpServerRequest request,
            @Valid @NotNull ContainerReady report) {
        return secrets.require(authorization)
                .invoke(container -> requireOwn(container, id))
                .flatMap(container ->
                        reports.ready(container, request.remoteAddress().hostAddress(), report))
                .replaceWith(DONE);
    }

    /// Reports that an executor ends.
    @POST
    @Path("/container_exited")
    public Uni<Acknowledgement> exited(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @Valid @NotNull ContainerExited report) {
        return secrets.require(authorization)
                .invoke(container -> requireOwn(container, id))
                .flatMap(container -> reports.exited(container, report))
                .replaceWith(DONE);
    }

    private static void requireOwn(ContainerId container, String id) {
        if (!container.value().equals(id)) {
            throw new Refusal(
                    ErrorCode.INTERNAL_UNAUTHORIZED, "this is another container's address");
        }
    }
}
