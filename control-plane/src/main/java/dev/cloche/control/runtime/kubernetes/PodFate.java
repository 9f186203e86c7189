package dev.cloche.control.runtime.kubernetes;

import dev.cloche.api.container.ContainerId;
import dev.cloche.control.runtime.ContainerGone;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What a pod's description says of the container. Pure.
sealed interface PodFate {

    /// It is being made.
    record Coming() implements PodFate {}

    /// No node takes it, at least not yet.
    record Unplaced(String why) implements PodFate {}

    /// Its executor's process is there.
    record Running() implements PodFate {}

    /// It is over, or will never begin.
    ///
    /// @param starved whether its memory as a whole ran out, and that ended it
    record Over(OptionalInt exitCode, String why, boolean starved) implements PodFate {

        Over(OptionalInt exitCode, String why) {
            this(exitCode, why, false);
        }

        ContainerGone news(ContainerId id) {
            return new ContainerGone(id, exitCode, why, starved);
        }
    }

    /// Waiting reasons that nothing but a person ends. `ErrImagePull` alone may be a registry that
    /// was away for a moment; it becomes `ImagePullBackOff`.
    Set<String> HOPELESS =
            Set.of(
                    "ImagePullBackOff",
                    "ErrImageNeverPull",
                    "InvalidImageName",
                    "CreateContainerConfigError",
                    "CreateContainerError",
                    "RunContainerError");

    int SIGNALLED = 128;

    /// The exit code of one that was killed, as the kernel does for memory.
    int KILLED = SIGNALLED + 9;

    static PodFate of(Pod pod) {
        String phase = Optional.ofNullable(pod.getStatus().getPhase()).orElse("");
        if (phase.equals("Failed") || phase.equals("Succeeded")) {
            return over(pod);
        }
        Optional<ContainerStatus> executor = executor(pod);
        Optional<ContainerStateTerminated> ended =
                executor.map(status -> status.getState().getTerminated());
        if (ended.isPresent()) {
            return over(pod);
        }
        Optional<ContainerStateWaiting> waiting =
                executor.map(status -> status.getState().getWaiting())
                        .filter(state -> HOPELESS.contains(String.valueOf(state.getReason())));
        if (waiting.isPresent()) {
            return new Over(OptionalInt.empty(), hopeless(waiting.get()));
        }
        if (executor.map(status -> status.getState().getRunning()).isPresent()) {
            return new Running();
        }
        return condition(pod, "PodScheduled")
                .filter(placed -> "Unschedulable".equals(placed.getReason()))
                .<PodFate>map(placed -> new Unplaced("no node takes it: " + placed.getMessage()))
                .orElseGet(Coming::new);
    }

    /// Of a pod that is not there any more.
    static Over deleted(Pod last) {
        return of(last) instanceof Over over
                ? over
                : new Over(OptionalInt.empty(), disruption(last).orElse("its pod was deleted"));
    }

    private static Over over(Pod pod) {
        Optional<ContainerStateTerminated> ended =
                executor(pod).map(status -> status.getState().getTerminated());
        OptionalInt code =
                ended.map(state -> OptionalInt.of(state.getExitCode()))
                        .orElseGet(OptionalInt::empty);
        boolean killed = code.isPresent() && code.getAsInt() == KILLED;
        return new Over(code, why(pod, ended), killed && ranOut(ended));
    }

    private static String why(Pod pod, Optional<ContainerStateTerminated> ended) {
        if (ranOut(ended)) {
            return "it used more memory than it may (OOMKilled)";
        }
        Optional<String> kubelet =
                Optional.ofNullable(pod.getStatus().getReason())
                        .map(reason -> reason + told(pod.getStatus().getMessage()));
        return kubelet.or(() -> disruption(pod))
                .or(() -> ended.map(PodFate::exit))
                .orElse("its pod has ended");
    }

    // It says so too of one that something else ended after its executor had survived that.
    private static boolean ranOut(Optional<ContainerStateTerminated> ended) {
        return ended.filter(state -> "OOMKilled".equals(state.getReason())).isPresent();
    }

    private static String exit(ContainerStateTerminated ended) {
        int code = ended.getExitCode();
        if (code == 0) {
            return "its executor ended";
        }
        return code > SIGNALLED
                ? "its executor died of signal " + (code - SIGNALLED)
                : "its executor failed with code " + code + told(ended.getMessage());
    }

    private static String hopeless(ContainerStateWaiting waiting) {
        String what = waiting.getReason().contains("Image") ? "its image cannot be had" : "refused";
        return what + ": " + waiting.getReason() + told(waiting.getMessage());
    }

    private static Optional<String> disruption(Pod pod) {
        return condition(pod, "DisruptionTarget")
                .map(hit -> "it was evicted: " + hit.getReason() + told(hit.getMessage()));
    }

    private static Optional<PodCondition> condition(Pod pod, String type) {
        return pod.getStatus().getConditions().stream()
                .filter(condition -> type.equals(condition.getType()))
                .findFirst();
    }

    private static Optional<ContainerStatus> executor(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .filter(status -> PodNames.EXECUTOR.equals(status.getName()))
                .filter(status -> status.getState() != null)
                .findFirst();
    }

    private static String told(String message) {
        return message == null || message.isBlank() ? "" : ", " + message.strip();
    }
}
