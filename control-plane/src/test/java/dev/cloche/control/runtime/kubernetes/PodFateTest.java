package dev.cloche.control.runtime.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PodFateTest {

    private static Pod pod(String status) {
        return Serialization.unmarshal(
                "{\"kind\": \"Pod\", \"apiVersion\": \"v1\", \"metadata\": {\"name\": \"x\"}, \"status\": "
                        + status
                        + "}",
                Pod.class);
    }

    private static Pod executor(String phase, String state) {
        return pod(
                "{\"phase\": \"%s\", \"containerStatuses\": [{\"name\": \"executor\", \"state\": %s}]}"
                        .formatted(phase, state));
    }

    @Test
    void aPodThatIsNewIsComing() {
        assertThat(PodFate.of(pod("{\"phase\": \"Pending\"}"))).isEqualTo(new PodFate.Coming());
        assertThat(PodFate.of(pod("{}"))).isEqualTo(new PodFate.Coming());
    }

    @Test
    void aPodRunsWhenItsProcessIsThere() {
        assertThat(PodFate.of(executor("Running", "{\"running\": {}}")))
                .isEqualTo(new PodFate.Running());
    }

    @Test
    void aPodThatNoNodeTakesSaysWhy() {
        assertThat(
                        PodFate.of(
                                pod(
                                        """
                                        {"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False",
                                          "reason": "Unschedulable", "message": "0/1 nodes are available"}]}
                                        """)))
                .isEqualTo(new PodFate.Unplaced("no node takes it: 0/1 nodes are available"));
    }

    @ParameterizedTest
    @CsvSource({
        "ImagePullBackOff, its image cannot be had",
        "ErrImageNeverPull, its image cannot be had",
        "InvalidImageName, its image cannot be had",
        "CreateContainerError, refused"
    })
    void whatNeverBeginsIsOver(String reason, String words) {
        assertThat(
                        PodFate.of(
                                executor(
                                        "Pending",
                                        "{\"waiting\": {\"reason\": \"" + reason + "\"}}")))
                .isEqualTo(new PodFate.Over(OptionalInt.empty(), words + ": " + reason));
    }

    @Test
    void anImageThatIsTriedAgainIsNot() {
        assertThat(PodFate.of(executor("Pending", "{\"waiting\": {\"reason\": \"ErrImagePull\"}}")))
                .isEqualTo(new PodFate.Coming());
    }

    @ParameterizedTest
    @CsvSource({
        "0, Completed, its executor ended, false",
        "137, Error, its executor died of signal 9, false",
        "2, Error, its executor failed with code 2, false",
        "137, OOMKilled, it used more memory than it may (OOMKilled), true",
        "143, OOMKilled, it used more memory than it may (OOMKilled), false"
    })
    void anExitSaysHow(int code, String reason, String words, boolean starved) {
        String state = "{\"terminated\": {\"exitCode\": " + code + ", \"reason\": \"" + reason;

        assertThat(PodFate.of(executor("Failed", state + "\"}}")))
                .isEqualTo(new PodFate.Over(OptionalInt.of(code), words, starved));
    }

    @Test
    void anEvictionSaysSo() {
        assertThat(
                        PodFate.of(
                                pod(
                                        """
                                        {"phase": "Failed", "reason": "Evicted", "message": "Pod ephemeral local storage usage exceeds"}
                                        """)))
                .isEqualTo(
                        new PodFate.Over(
                                OptionalInt.empty(),
                                "Evicted, Pod ephemeral local storage usage exceeds"));
    }

    @Test
    void aNodeThatIsGoneTakesItsPods() {
        assertThat(
                        PodFate.deleted(
                                pod(
                                        """
                                        {"phase": "Running", "conditions": [{"type": "DisruptionTarget", "status": "True",
                                          "reason": "DeletionByPodGC", "message": "PodGC: node no longer exists"}]}
                                        """)))
                .isEqualTo(
                        new PodFate.Over(
                                OptionalInt.empty(),
                                "it was evicted: DeletionByPodGC, PodGC: node no longer exists"));
        assertThat(PodFate.deleted(pod("{\"phase\": \"Running\"}")).why())
                .isEqualTo("its pod was deleted");
    }
}
