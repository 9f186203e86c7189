package dev.cloche.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cloche.api.execution.ExecutionResult;
import dev.cloche.cli.kernel.Answer;
import dev.cloche.cli.platform.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EndingTest {

    @ParameterizedTest
    @CsvSource({
        "success, ok,           0,       , 0",
        "failed,  error,        1,       , 1",
        "failed,  error,      255,       , 255",
        "failed,  error,        0,       , 1",
        "failed,  error,       -1,       , 1",
        "failed,  error,      300,       , 1",
        "timeout, timeout,     -1, SIGKILL, 124",
        "failed,  timeout,     -1,       , 124",
        "failed,  signal,      -1, SIGSEGV, 139",
        "failed,  signal,     143, TERM,   143",
        "failed,  signal,      -1, SIGRTMIN, 137",
        "failed,  oom,        137, SIGKILL, 137",
        "failed,  oom,          1,       , 1",
        "failed,  output_limit, -1, SIGKILL, 137",
        "failed,  cancelled,  137, SIGKILL, 70",
        "failed,  crashed,     -1,       , 70",
    })
    void theShellSeesHowItEnded(
            String status, String verdict, int exitCode, String signal, int seen) throws Exception {
        ObjectNode json = result(status, verdict);
        json.put("exit_code", exitCode);
        json.put("signal", signal);

        assertThat(Ending.exitCode(read(json))).isEqualTo(seen);
    }

    @Test
    void outputComesOutAsItWentIn() throws Exception {
        ObjectNode json = result("success", "ok");
        json.put("stdout", "é\r\n\tx").put("stderr", "warn");

        Answer answer = Ending.of(read(json));

        assertThat(answer).isEqualTo(new Answer(0, "é\r\n\tx", "warn"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null",
                "0",
                "false",
                "\"\"",
                "1.0",
                "1E+400",
                "12345678901234567890",
                "{\"b\":[null,1.50],\"a\":\"é\"}",
            })
    void theReturnValueIsALineOfItsOwn(String value) throws Exception {
        ObjectNode json = result("success", "ok");
        json.put("stdout", "no line end");
        json.set("return_value", Json.MAPPER.readTree(value));

        Answer answer = Ending.of(read(json));

        assertThat(answer.out()).isEqualTo("no line end\n" + value + "\n");
    }

    @Test
    void noReturnValueIsNoLine() throws Exception {
        assertThat(Ending.of(read(result("success", "ok"))).out()).isEmpty();
    }

    @Test
    void whatStoppedItIsSaidAfterItsOwnErrors() throws Exception {
        ObjectNode json = result("timeout", "timeout");
        json.put("stderr", "half a li").put("stdout_truncated", true).put("execution_time", 2.04);

        Answer answer = Ending.of(read(json));

        assertThat(answer.err())
                .isEqualTo(
                        """
                        half a li
                        cloche: standard output was longer and has been cut
                        cloche: stopped at its time limit after 2.0 s
                        """);
    }

    @Test
    void aLostRunNamesWhatThePlatformSays() throws Exception {
        ObjectNode json = result("failed", "crashed");
        json.put("error", "the container is gone");

        assertThat(Ending.of(read(json)).err())
                .isEqualTo("cloche: the platform lost it: the container is gone\n");
    }

    private static ExecutionResult read(ObjectNode json) throws Exception {
        return Json.MAPPER.readValue(Json.MAPPER.writeValueAsBytes(json), ExecutionResult.class);
    }

    private static ObjectNode result(String status, String verdict) throws Exception {
        ObjectNode json =
                (ObjectNode)
                        Json.MAPPER.readTree(
                                """
                                {"execution_id": "exec_20260301_abcdefgh", "stdout": "",
                                 "stderr": "", "stdout_truncated": false,
                                 "stderr_truncated": false, "exit_code": 0,
                                 "execution_time": 0.1, "artifacts": [],
                                 "metrics": {"duration_ms": 1, "queue_ms": 0, "cpu_time_ms": 1,
                                 "peak_memory_mb": 1, "io_read_bytes": 0, "io_write_bytes": 0}}
                                """);
        return json.put("status", status).put("verdict", verdict);
    }
}
