package dev.cloche.control.session;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.cloche.api.container.ContainerId;
import dev.cloche.api.container.RuntimeType;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionMode;
import dev.cloche.api.session.SessionStatus;
import dev.cloche.api.session.SessionView;
import dev.cloche.api.session.WaitingFor;
import dev.cloche.api.template.ResourceLimits;
import dev.cloche.api.template.TemplateId;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Json;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A stored session.
///
/// @param movedFrom the container in which its files still are, when it has lost that
/// @param moves how often it has lost its container in short succession
record SessionRow(
        SessionId id,
        String tenant,
        TemplateId template,
        SessionMode mode,
        @Nullable String agent,
        SessionStatus status,
        @Nullable String statusReason,
        @Nullable ErrorCode failure,
        @Nullable ContainerId container,
        @Nullable ContainerId movedFrom,
        int moves,
        RuntimeType runtime,
        String resources,
        List<String> envNames,
        SealedEnv env,
        boolean networkEnabled,
        Map<String, String> metadata,
        int timeoutSeconds,
        Instant createdAt,
        Instant updatedAt,
        Instant lastActivityAt,
        @Nullable Instant completedAt,
        SessionDependencies dependencies) {

    private static final TypeReference<Map<String, String>> STRINGS = new TypeReference<>() {};
    private static final String MASK = "***";

    static SessionRow of(Row row, RuntimeType runtime, Json json) {
        String container = row.getString("container_id");
        String movedFrom = row.getString("moved_from");
        String failure = row.getString("failure_code");
        return new SessionRow(
                new SessionId(row.getString("id")),
                row.getString("tenant"),
                new TemplateId(row.getString("template_id")),
                Rows.word(row, "mode", SessionMode.class),
                row.getString("agent_id"),
                Rows.word(row, "status", SessionStatus.class),
                row.getString("status_reason"),
                failure == null ? null : ErrorCode.valueOf(failure),
                container == null ? null : new ContainerId(container),
                movedFrom == null ? null : new ContainerId(movedFrom),
                row.getInteger("moves"),
                runtime,
                row.getString("resources"),
                Arrays.asList(row.getArrayOfStrings("env_names")),
                new SealedEnv(row.getBuffer("env_sealed").getBytes()),
                row.getBoolean("network_enabled"),
                json.read(row.getJsonObject("metadata").encode(), STRINGS),
                row.getInteger("timeout_seconds"),
                Rows.time(row, "created_at"),
                Rows.time(row, "updated_at"),
                Rows.time(row, "last_activity_at"),
                Rows.timeOrNull(row, "completed_at"),
                SessionDependencies.of(row, json));
    }

    ResourceLimits limits(Json json) {
        return json.read(resources, ResourceLimits.class);
    }

    /// As its caller sees it, without what it waits for.
    SessionView view(Json json) {
        return view(json, null);
    }

    SessionView view(Json json, @Nullable WaitingFor waiting) {
        return new SessionView(
                id,
                id,
                template,
                mode,
                agent,
                status,
                statusReason,
                waiting,
                runtime,
                null,
                container,
                null,
                "cloche://sessions/" + id + "/workspace",
                limits(json),
                envNames.stream().collect(Collectors.toMap(Function.identity(), _ -> MASK)),
                metadata,
                timeoutSeconds,
                createdAt,
                updatedAt,
                lastActivityAt,
                completedAt,
                dependencies.requested(),
                dependencies.installed(),
                dependencies.status(),
                dependencies.error(),
                dependencies.startedAt(),
                dependencies.completedAt());
    }
}
