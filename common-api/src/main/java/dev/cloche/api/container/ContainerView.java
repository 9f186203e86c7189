package dev.cloche.api.container;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionStatus;
import dev.cloche.api.template.Isolation;
import dev.cloche.api.template.ResourceLimits;
import dev.cloche.api.template.TemplateId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A container as callers see it.
///
/// @param podName its name in Kubernetes, where it runs there
/// @param status the six words of sessions, for clients that know only those
/// @param state where it is in its life
/// @param sessionId the session that it holds, when it holds exactly one
/// @param sessions how many sessions it holds
/// @param places how many sessions it can hold
/// @param nodeName the machine that it is on, where there are several
/// @param isolation what its executor found when it tried
/// @param exitReason why it is gone, in words
/// @param uptimeSeconds since it was ready; 0 before
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ContainerView(
        ContainerId containerId,
        @Nullable String podName,
        RuntimeType runtimeType,
        SessionStatus status,
        ContainerState state,
        @Nullable SessionId sessionId,
        int sessions,
        int places,
        TemplateId templateId,
        @Nullable String nodeName,
        ResourceLimits resources,
        @Nullable Isolation isolation,
        @Nullable String exitReason,
        Instant createdAt,
        long uptimeSeconds) {}
