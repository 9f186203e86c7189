package dev.cloche.api.executor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.dependency.DependencyStatus;
import dev.cloche.api.execution.Language;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How far an installation is.
///
/// @param status installing, completed or failed
/// @param installed all that is there, when it is completed
/// @param error why it failed, in the words of pip or npm
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InstallationReport(
        DependencyStatus status, List<Installed> installed, @Nullable String error) {

    public InstallationReport {
        installed = List.copyOf(installed);
    }

    /// A package that is there.
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    public record Installed(Language language, String name, String version) {}

    public static InstallationReport installing() {
        return new InstallationReport(DependencyStatus.INSTALLING, List.of(), null);
    }

    public static InstallationReport completed(List<Installed> installed) {
        return new InstallationReport(DependencyStatus.COMPLETED, installed, null);
    }

    public static InstallationReport failed(String error) {
        return new InstallationReport(DependencyStatus.FAILED, List.of(), error);
    }
}
