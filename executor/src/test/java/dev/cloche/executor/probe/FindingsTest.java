package dev.cloche.executor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.cloche.api.template.Isolation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FindingsTest {

    private static final String WELL =
            """
            {"uid": 1000, "gid": 1000, "seccomp": "2", "no_new_privs": "1",
             "capabilities": "0000000000000000", "interfaces": ["lo"], "routes": 0, "reached": [],
             "readable": [], "writable": [], "unshared": false, "sees_outer": false,
             "reads_outer": []}
            """;

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void whatIsWellIsFull() throws JsonProcessingException {
        assertThat(judge("sees_outer", "false").level()).isEqualTo(Isolation.FULL);
    }

    @Test
    void foreignProcessesAreSharedProc() throws JsonProcessingException {
        assertThat(judge("sees_outer", "true").level()).isEqualTo(Isolation.SHARED_PROC);
    }

    @Test
    void nothingSeenIsNone() {
        assertThat(new Findings(json.createObjectNode()).judge().level()).isEqualTo(Isolation.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            textBlock =
                    """
                    uid @ 0
                    gid @ 0
                    seccomp @ "0"
                    no_new_privs @ "0"
                    capabilities @ "0000000000200000"
                    interfaces @ ["lo", "eth0"]
                    interfaces @ ["eth0"]
                    routes @ 1
                    reached @ [["127.0.0.1", 8000]]
                    readable @ ["/spool"]
                    writable @ ["/usr"]
                    unshared @ true
                    reads_outer @ ["/proc/7/environ"]
                    """)
    void oneFaultIsEnough(String field, String value) throws JsonProcessingException {
        Isolated isolated = judge(field, value);

        assertThat(isolated.level()).isEqualTo(Isolation.NONE);
        assertThat(isolated.detail()).contains("not isolated");
    }

    private Isolated judge(String field, String value) throws JsonProcessingException {
        var seen = (ObjectNode) json.readTree(WELL);
        seen.set(field, json.readTree(value));
        return new Findings(seen).judge();
    }
}
