package dev.cloche.executor.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The spawner's cgroups, used by a program that does with them what the spawner does: in a subtree
/// that root delegated to somebody else, where the tests are root's and the machine lets them.
/// Otherwise the answer has to be that there are none.
final class CgroupsTest {

    private static final int USER = 61_183;
    private static final long MB = 1 << 20;

    @TempDir Path directory;
    private Delegation delegation;
    private boolean delegated;

    @BeforeEach
    void delegate() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        extract("/sandbox/spawner/cgroups.py", "cgroups.py");
        extract("/cgroups/driver.py", "driver.py");
        delegation = new Delegation(directory.resolve("subtree"), USER);
        delegated = delegation.works();
    }

    @AfterEach
    void takeBack() throws IOException {
        delegation.close();
    }

    @Test
    void whereThereAreNoneThereAreNone() throws Exception {
        JsonNode found = drive();

        assertThat(found.get("none").asBoolean()).isTrue();
        assertThat(found.get("nothing").asBoolean()).isTrue();
        assertThat(found.get("empty").asBoolean()).isTrue();
        assertThat(found.get("complaints")).hasSize(2);
        assertThat(found.get("works").asBoolean()).isEqualTo(delegated);
        assertThat(found.get("why")).hasSize(delegated ? 0 : 1);
    }

    @Test
    void aSubtreeHoldsSessionsAndRuns() throws Exception {
        JsonNode found = drive();

        assertThat(found.get("works").asBoolean()).as(found.toString()).isEqualTo(delegated);
        if (delegated) {
            assertThat(found.get("lifted")).as("limits of its own that it could lift").isEmpty();
            assertThat(found.get("descriptors").asInt()).as("left open").isZero();
            assertMemory(found.get("memory"), found.get("unified").asBoolean());
            assertTogether(found.get("together"));
            assertProcesses(found.get("processes"));
            assertProcessor(found.get("processor"));
            assertChanges(found.get("changes"));
            assertLeftovers(found.get("left"));
        }
    }

    private static void assertMemory(JsonNode memory, boolean unified) {
        assertThat(memory.get("said").asText()).as("of a hog").isEmpty();
        assertThat(memory.get("died").asInt()).isEqualTo(9);
        assertThat(memory.get("kills").get(0).asInt()).isZero();
        assertThat(memory.get("kills").get(1).asInt()).isPositive();
        assertThat(memory.get("peak").asLong()).isBetween(60 * MB, 64 * MB);
        assertThat(memory.get("bystander_lived").asBoolean()).isEqualTo(!unified);
        assertThat(memory.get("bystander_died")).extracting(JsonNode::asInt).containsExactly(9);
        assertThat(memory.get("removed").asBoolean()).isTrue();
        assertThat(memory.get("modest").asText()).isEqualTo("held");
        assertThat(memory.get("modest_peak").asLong()).isBetween(16 * MB, 32 * MB);
    }

    private static void assertTogether(JsonNode together) {
        assertThat(together.get("alive").asInt()).isLessThan(2);
        assertThat(together.get("kills").asInt()).isPositive();
        assertThat(together.get("removed").asBoolean()).isTrue();
    }

    private static void assertProcesses(JsonNode processes) {
        assertThat(processes.get("made")).extracting(JsonNode::asInt).containsExactly(7, 3);
        assertThat(processes.get("counted")).extracting(JsonNode::asInt).containsExactly(8, 4);
        assertThat(processes.get("members").asInt()).isEqualTo(8);
        assertThat(processes.get("session_closed_while_busy").asBoolean()).isFalse();
        assertThat(processes.get("signals")).extracting(JsonNode::asInt).containsExactly(9, 9);
        assertThat(processes.get("removed").asBoolean()).isTrue();
    }

    private static void assertProcessor(JsonNode processor) {
        assertThat(processor.get("seconds").asDouble()).isBetween(0.0, 0.4);
        assertThat(processor.get("removed").asBoolean()).isTrue();
    }

    private static void assertChanges(JsonNode changes) {
        assertThat(changes.get("made").asInt()).isEqualTo(3);
        assertThat(changes.get("twice").asBoolean()).isFalse();
        assertThat(changes.get("early").asBoolean()).isFalse();
        assertThat(changes.get("removed").asBoolean()).isTrue();
        assertThat(changes.get("known").asInt()).isZero();
    }

    private static void assertLeftovers(JsonNode left) {
        assertThat(left.get("below")).isEmpty();
        assertThat(left.get("died").asInt()).isEqualTo(9);
    }

    private JsonNode drive() throws Exception {
        List<String> argv = new ArrayList<>();
        if (delegated) {
            String enter = "while [ $1 != -- ]; do echo $$ > $1; shift; done; shift; exec \"$@\"";
            argv.addAll(List.of("/bin/sh", "-ec", enter, "enter"));
            delegation.entrances().forEach(entrance -> argv.add(entrance.toString()));
            argv.addAll(List.of("--", "/usr/bin/setpriv", "--reuid", "" + USER, "--regid"));
            argv.addAll(List.of("" + USER, "--clear-groups"));
        }
        argv.addAll(List.of("/usr/bin/python3", "-B", directory.resolve("driver.py").toString()));
        argv.add(directory.resolve("cgroups.py").toString());
        argv.add(delegation.subtree().toString());
        Path said = directory.resolve("said");
        Process process =
                new ProcessBuilder(argv)
                        .redirectErrorStream(true)
                        .redirectOutput(said.toFile())
                        .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        return new ObjectMapper().readTree(Files.readString(said));
    }

    private void extract(String resource, String name) throws IOException {
        try (InputStream stream = CgroupsTest.class.getResourceAsStream(resource)) {
            assertThat(stream).as(resource).isNotNull();
            Path path = directory.resolve(name);
            Files.writeString(path, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
        }
    }
}
