package dev.cloche.executor;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.dependency.DependencyStatus;
import dev.cloche.api.error.ErrorBody;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.FileChange;
import dev.cloche.api.execution.Language;
import dev.cloche.api.execution.Metrics;
import dev.cloche.api.execution.Verdict;
import dev.cloche.api.execution.WorkingDirectory;
import dev.cloche.api.executor.ContainerExited;
import dev.cloche.api.executor.ContainerReady;
import dev.cloche.api.executor.ExecutorBoot;
import dev.cloche.api.executor.ExecutorHealth;
import dev.cloche.api.executor.ExitReason;
import dev.cloche.api.executor.Expectation;
import dev.cloche.api.executor.FileOrder;
import dev.cloche.api.executor.Heartbeat;
import dev.cloche.api.executor.InstallationOrder;
import dev.cloche.api.executor.InstallationReport;
import dev.cloche.api.executor.Reception;
import dev.cloche.api.executor.ReportedOutcome;
import dev.cloche.api.executor.RunInput;
import dev.cloche.api.executor.RunLimits;
import dev.cloche.api.executor.RunNews;
import dev.cloche.api.executor.RunPhase;
import dev.cloche.api.executor.RunReport;
import dev.cloche.api.executor.RunRequest;
import dev.cloche.api.executor.RunSignal;
import dev.cloche.api.executor.SessionBinding;
import dev.cloche.api.executor.StatusReport;
import dev.cloche.api.file.FilePath;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.template.Isolation;
import dev.cloche.api.template.TemplateId;
import dev.cloche.executor.process.SpawnerEvent;
import io.quarkus.runtime.annotations.RegisterForReflection;

/// Names the records that become JSON or come from it, so that a native executable knows them.
@RegisterForReflection(
        targets = {
            ContainerExited.class,
            ContainerId.class,
            ContainerReady.class,
            ErrorBody.class,
            ExecutionId.class,
            ExecutorBoot.class,
            ExecutorHealth.class,
            ExitReason.class,
            Expectation.class,
            FileChange.class,
            FileChange.Change.class,
            FileOrder.class,
            FileOrder.Deed.class,
            FilePath.class,
            InstallationOrder.class,
            InstallationReport.class,
            InstallationReport.Installed.class,
            DependencyStatus.class,
            Heartbeat.class,
            Isolation.class,
            Language.class,
            Metrics.class,
            Reception.class,
            Reception.What.class,
            ReportedOutcome.class,
            RunInput.class,
            RunLimits.class,
            RunNews.class,
            RunNews.What.class,
            RunPhase.class,
            RunReport.class,
            RunRequest.class,
            WorkingDirectory.class,
            RunSignal.class,
            SessionBinding.class,
            SessionId.class,
            SpawnerEvent.class,
            StatusReport.class,
            TemplateId.class,
            Verdict.class
        })
final class WireTypes {

    private WireTypes() {}
}
