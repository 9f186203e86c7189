package dev.cloche.control.execution;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.executor.ArtifactsReport;
import dev.cloche.api.executor.Heartbeat;
import dev.cloche.api.executor.RunReport;
import dev.cloche.api.executor.StatusReport;
import dev.cloche.control.container.ContainerSecrets;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.web.Acknowledgement;
import dev.cloche.control.web.Refuses;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/// `/internal/executions/{id}/*`: what executors report of the executions of their own container.
@Path("/internal/executions/{id}")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@PermitAll
final class ExecutionReportResource {

    private static final Acknowledgement DONE = new Acknowledgement("ok");

    private final ContainerSecrets secrets;
    private final ReportStore store;
    private final Conclusions conclusions;
    private final Clock clock;

    ExecutionReportResource(
            ContainerSecrets secrets, ReportStore store, Conclusions conclusions, Clock clock) {
        this.secrets = secrets;
        this.store = store;
        this.conclusions = conclusions;
        this.clock = clock;
    }

    /// Reports how an execution ended: 201 the first time, 200 when the same comes again.
    @POST
    @Path("/result")
    @Refuses(ErrorCode.INTERNAL_STATE_CONFLICT)
    @APIResponse(
            responseCode = "201",
            description = "It is final now",
            content = @Content(schema = @Schema(implementation = Acknowledgement.class)))
    @APIResponse(
            responseCode = "200",
            description = "It was final in the same way",
            content = @Content(schema = @Schema(implementation = Acknowledgement.class)))
    public Uni<RestResponse<Acknowledgement>> result(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @Valid @NotNull RunReport report) {
        return secrets.require(authorization)
                .flatMap(container -> conclusions.report(named(id), container, report))
                .map(judgement -> answer(judgement, id));
    }

    /// Reports that an execution runs, or what became of it before its result is there.
    @POST
    @Path("/status")
    public Uni<Acknowledgement> status(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @Valid @NotNull StatusReport report) {
        return secrets.require(authorization)
                .flatMap(container -> note(named(id), container, report))
                .replaceWith(DONE);
    }

    /// Reports that an execution goes on.
    @POST
    @Path("/heartbeat")
    public Uni<Acknowledgement> heartbeat(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @Valid @NotNull Heartbeat heartbeat) {
        return secrets.require(authorization)
                .flatMap(container ->
                        store.beat(
                                named(id),
                                container,
                                Which.named(heartbeat.attempt()),
                                clock.instant()))
                .invoke(known -> requireKnown(known, id))
                .replaceWith(DONE);
    }

    /// Reports files that an execution made.
    @POST
    @Path("/artifacts")
    public Uni<Acknowledgement> artifacts(
            @PathParam("id") String id,
            @HeaderParam(HttpHeaders.AUTHORIZATION) @Nullable String authorization,
            @Valid @NotNull ArtifactsReport report) {
        return secrets.require(authorization)
                .flatMap(container -> store.isIn(named(id), container))
                .invoke(known -> requireKnown(known, id))
                .flatMap(_ -> store.addArtifacts(named(id), report.artifacts()))
                .replaceWith(DONE);
    }

    private Uni<Void> note(ExecutionId id, ContainerId container, StatusReport report) {
        Instant when =
                switch (report.status()) {
                    case RUNNING -> required("started_at", report.startedAt());
                    case TIMEOUT -> required("timeout_at", report.timeoutAt());
                    case CRASHED -> required("crashed_at", report.crashedAt());
                };
        return switch (report.status()) {
            case RUNNING ->
                    store.started(
                                    id,
                                    container,
                                    Which.named(report.attempt()),
                                    when,
                                    clock.instant())
                            .flatMap(started ->
                                    started
                                            ? Uni.createFrom().item(true)
                                            : store.isIn(id, container))
                            .invoke(known -> requireKnown(known, id.value()))
                            .replaceWithVoid();
            // The result follows and says more; until then the execution is still to be heard of.
            case TIMEOUT ->
                    store.beat(id, container, Which.named(report.attempt()), clock.instant())
                            .invoke(known -> requireKnown(known, id.value()))
                            .replaceWithVoid();
            case CRASHED ->
                    store.isIn(id, container)
                            .invoke(known -> requireKnown(known, id.value()))
                            .flatMap(_ ->
                                    conclusions.lost(
                                            id,
                                            container,
                                            Which.named(report.attempt()),
                                            why(report)));
        };
    }

    private static String why(StatusReport report) {
        return Optional.ofNullable(report.error()).orElse("its executor lost it");
    }

    private static Instant required(String field, @Nullable Instant time) {
        if (time == null) {
            throw Refusal.invalid("Field '" + field + "' is required with this status");
        }
        return time;
    }

    private static RestResponse<Acknowledgement> answer(
            ReportJudge.Judgement judgement, String id) {
        return switch (judgement) {
            case ACCEPT -> RestResponse.status(RestResponse.Status.CREATED, DONE);
            case REPEAT -> RestResponse.ok(DONE);
            case CONFLICT ->
                    throw new Refusal(
                            ErrorCode.INTERNAL_STATE_CONFLICT,
                            "execution " + id + " is final in another way");
            case UNKNOWN -> throw unknown(id);
        };
    }

    private static void requireKnown(boolean known, String id) {
        if (!known) {
            throw unknown(id);
        }
    }

    private static ExecutionId named(String id) {
        try {
            return new ExecutionId(id);
        } catch (IllegalArgumentException e) {
            throw unknown(id);
        }
    }

    private static Refusal unknown(String id) {
        return new Refusal(
                ErrorCode.INTERNAL_INVALID_EXECUTION,
                "this container has no execution '" + id + "'");
    }
}
