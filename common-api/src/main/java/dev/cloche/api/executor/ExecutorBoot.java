package dev.cloche.api.executor;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.container.ContainerId;
import dev.cloche.api.template.TemplateId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an executor needs to know, read once from its standard input so that no other process can
/// see it.
///
/// @param callbackSecret what it proves itself with to the control plane
/// @param dispatchToken what the control plane proves itself with to it
/// @param controlPlaneUrl where reports go, without a trailing slash
/// @param workspaces the directory that holds a workspace for each session
/// @param spool the directory of reports that are not acknowledged yet
/// @param orphanAfterSeconds how long it lives without reaching its control plane while nothing
///   runs
/// @param cgroups the directory of the cgroups that it may make groups in, one entry for each
///   hierarchy; null when it was given none
/// @param preload Python modules that its runs find imported already
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record ExecutorBoot(
        ContainerId containerId,
        TemplateId templateId,
        String callbackSecret,
        String dispatchToken,
        String controlPlaneUrl,
        String workspaces,
        String spool,
        int orphanAfterSeconds,
        @Nullable String cgroups,
        @Nullable List<String> preload) {

    public ExecutorBoot {
        preload = preload == null ? null : List.copyOf(preload);
    }

    /// The same with the places as they are called inside the container.
    public ExecutorBoot inside(String itsWorkspaces, String itsSpool, @Nullable String itsCgroups) {
        return new ExecutorBoot(
                containerId,
                templateId,
                callbackSecret,
                dispatchToken,
                controlPlaneUrl,
                itsWorkspaces,
                itsSpool,
                orphanAfterSeconds,
                itsCgroups,
                preload);
    }

    /// Without the secrets.
    @Override
    public String toString() {
        return "ExecutorBoot[" + containerId + ", " + controlPlaneUrl + "]";
    }
}
