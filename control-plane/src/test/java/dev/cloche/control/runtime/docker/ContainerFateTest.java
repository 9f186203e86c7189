package dev.cloche.control.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ContainerFateTest {

    private static ContainerState state(String json) throws JsonProcessingException {
        return JsonMapper.builder()
                .build()
                .readValue("{\"State\": " + json + "}", InspectContainerResponse.class)
                .getState();
    }

    @ParameterizedTest
    @CsvSource({
        "0, false, its executor ended",
        "137, false, its executor died of signal 9",
        "143, false, its executor died of signal 15",
        "2, false, its executor failed with code 2",
        "137, true, it used more memory than it may (OOMKilled)",
        "0, true, its executor ended"
    })
    void anExitSaysHow(int code, boolean starved, String words) throws JsonProcessingException {
        String json =
                "{\"Status\": \"exited\", \"ExitCode\": %d, \"OOMKilled\": %s, \"Error\": \"\"}";

        assertThat(ContainerFate.of(state(json.formatted(code, starved)), false))
                .isEqualTo(new ContainerFate(OptionalInt.of(code), words, words.contains("OOM")));
        assertThat(ContainerFate.of(state(json.formatted(code, false)), starved))
                .isEqualTo(new ContainerFate(OptionalInt.of(code), words, words.contains("OOM")));
    }

    @Test
    void whatTheEngineSaysIsSaid() throws JsonProcessingException {
        ContainerState state =
                state(
                        "{\"ExitCode\": 127, \"Error\": \"OCI runtime create failed: no such file\"}");

        assertThat(ContainerFate.of(state, false).why())
                .isEqualTo(
                        "its executor failed with code 127, OCI runtime create failed: no such file");
    }

    @ParameterizedTest
    @ValueSource(strings = {"created", "running", "paused", "restarting"})
    void whatMayStillDoSomethingIsAlive(String state) {
        assertThat(ContainerFate.isAlive(state)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"exited", "dead", "removing", "stopped"})
    void whatWillNotIsOver(String state) {
        assertThat(ContainerFate.isAlive(state)).isFalse();
    }
}
