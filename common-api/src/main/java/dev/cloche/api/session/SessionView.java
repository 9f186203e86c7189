package dev.cloche.api.session;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.container.ContainerId;
import dev.cloche.api.container.RuntimeType;
import dev.cloche.api.dependency.Dependency;
import dev.cloche.api.dependency.DependencyStatus;
import dev.cloche.api.dependency.InstalledDependency;
import dev.cloche.api.template.ResourceLimits;
import dev.cloche.api.template.TemplateId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A session as its caller sees it.
///
/// @param id the same as `sessionId`, for older clients
/// @param agentId whose session it is, in the caller's words
/// @param statusReason why it is in this status, in words, where that is not obvious
/// @param waitingFor what it waits for while it is being created
/// @param runtimeNode the machine that it is on, where there are several
/// @param containerId the container that holds it; absent before it has one
/// @param podName the name of that in Kubernetes, where it runs there
/// @param workspacePath where its files are, as an address that only the platform resolves
/// @param envVars names, with their values masked
/// @param metadata labels of the caller
/// @param timeout seconds without activity after which the session ends
/// @param completedAt when it ended
/// @param requestedDependencies packages that were asked for
/// @param installedDependencies packages that are there for this session alone
/// @param dependencyInstallStatus how far they are; absent when none were asked for
/// @param dependencyInstallError why they could not be had, in the words of pip or npm
/// @param dependencyInstallStartedAt when their installation began
/// @param dependencyInstallCompletedAt when it was over, one way or the other
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SessionView(
        SessionId sessionId,
        SessionId id,
        TemplateId templateId,
        SessionMode mode,
        @Nullable String agentId,
        SessionStatus status,
        @Nullable String statusReason,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable WaitingFor waitingFor,
        RuntimeType runtimeType,
        @Nullable String runtimeNode,
        @Nullable ContainerId containerId,
        @Nullable String podName,
        String workspacePath,
        ResourceLimits resources,
        Map<String, String> envVars,
        Map<String, String> metadata,
        int timeout,
        Instant createdAt,
        Instant updatedAt,
        Instant lastActivityAt,
        @Nullable Instant completedAt,
        List<Dependency> requestedDependencies,
        List<InstalledDependency> installedDependencies,
        @Nullable DependencyStatus dependencyInstallStatus,
        @Nullable String dependencyInstallError,
        @Nullable Instant dependencyInstallStartedAt,
        @Nullable Instant dependencyInstallCompletedAt) {

    public SessionView {
        envVars = Map.copyOf(envVars);
        metadata = Map.copyOf(metadata);
        requestedDependencies = List.copyOf(requestedDependencies);
        installedDependencies = List.copyOf(installedDependencies);
    }
}
