package dev.cloche.control.container;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.container.ContainerState;
import dev.cloche.api.container.ContainerView;
import dev.cloche.api.container.RuntimeType;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionStatus;
import dev.cloche.api.template.Isolation;
import dev.cloche.api.template.ResourceLimits;
import dev.cloche.api.template.TemplateId;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Json;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A stored container.
record ContainerRow(
        ContainerId id,
        TemplateId template,
        RuntimeType runtime,
        ContainerState state,
        int places,
        int sessions,
        @Nullable SessionId onlySession,
        String controlPlaneUrl,
        Isolation isolationRequired,
        @Nullable Isolation isolation,
        String resources,
        @Nullable String node,
        @Nullable String host,
        @Nullable Integer port,
        Instant createdAt,
        @Nullable Instant readyAt,
        @Nullable Instant lastSeenAt,
        @Nullable Instant idleSince,
        @Nullable Instant exitedAt,
        @Nullable String exitReason) {

    static ContainerRow of(Row row) {
        return new ContainerRow(
                new ContainerId(row.getString("id")),
                new TemplateId(row.getString("template_id")),
                Rows.word(row, "runtime", RuntimeType.class),
                Rows.word(row, "status", ContainerState.class),
                row.getInteger("places"),
                row.getInteger("sessions"),
                null,
                row.getString("control_plane_url"),
                Rows.word(row, "isolation_required", Isolation.class),
                row.getString("isolation") == null
                        ? null
                        : Rows.word(row, "isolation", Isolation.class),
                row.getString("resources"),
                row.getString("node"),
                row.getString("host"),
                row.getInteger("port"),
                Rows.time(row, "created_at"),
                Rows.timeOrNull(row, "ready_at"),
                Rows.timeOrNull(row, "last_seen_at"),
                Rows.timeOrNull(row, "idle_since"),
                Rows.timeOrNull(row, "exited_at"),
                row.getString("exit_reason"));
    }

    /// The same, with the session that it holds when it holds exactly one.
    ContainerRow holding(@Nullable String session) {
        return new ContainerRow(
                id,
                template,
                runtime,
                state,
                places,
                sessions,
                session == null ? null : new SessionId(session),
                controlPlaneUrl,
                isolationRequired,
                isolation,
                resources,
                node,
                host,
                port,
                createdAt,
                readyAt,
                lastSeenAt,
                idleSince,
                exitedAt,
                exitReason);
    }

    Optional<LiveContainer> live() {
        return host != null && port != null && state != ContainerState.EXITED
                ? Optional.of(new LiveContainer(id, host, port))
                : Optional.empty();
    }

    ContainerView view(Json json, Instant now) {
        Instant end = exitedAt == null ? now : exitedAt;
        return new ContainerView(
                id,
                null,
                runtime,
                inWordsOfSessions(),
                state,
                onlySession,
                sessions,
                places,
                template,
                node,
                json.read(resources, ResourceLimits.class),
                isolation,
                exitReason,
                createdAt,
                readyAt == null ? 0 : Math.max(0, Duration.between(readyAt, end).toSeconds()));
    }

    private SessionStatus inWordsOfSessions() {
        return switch (state) {
            case STARTING -> SessionStatus.CREATING;
            case WARM, CLAIMED, DRAINING -> SessionStatus.RUNNING;
            case EXITED ->
                    ContainerExit.isOrderly(exitReason)
                            ? SessionStatus.TERMINATED
                            : SessionStatus.FAILED;
        };
    }
}
