package dev.cloche.control.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.dockerjava.core.command.CreateContainerCmdImpl;
import dev.cloche.control.runtime.RuntimeContract;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ContainerShapeTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final DockerSettings SETTINGS =
            new DockerSettings(
                    URI.create("unix:///nowhere"),
                    "one",
                    "cloche/some:1",
                    Map.of("python-basic", "cloche/python:1"),
                    new NetworkSettings("sandboxes", true, Optional.empty()),
                    new SystemCallFilter(
                            "{\"defaultAction\": \"SCMP_ACT_ERRNO\"}",
                            Path.of("/some/filter.json")),
                    "unconfined",
                    100,
                    10);

    /// What the engine is sent.
    private static JsonNode wish() throws JsonProcessingException {
        return wish(Dialect.DOCKER);
    }

    private static JsonNode wish(Dialect dialect) throws JsonProcessingException {
        var wish =
                new CreateContainerCmdImpl(
                        _ -> {
                            throw new AssertionError("nothing is created here");
                        },
                        null,
                        "some");
        return JSON.readTree(
                JSON.writeValueAsString(
                        new ContainerShape(SETTINGS, dialect)
                                .fill(wish, RuntimeContract.spec(RuntimeContract.ONE))));
    }

    @Test
    void noContainerHasASecretAVolumeARightOrAPort() throws JsonProcessingException {
        JsonNode wish = wish();
        JsonNode host = wish.path("HostConfig");

        assertThat(wish.toString()).doesNotContain("5ecret").doesNotContain("127.0.0.1");
        assertThat(wish.path("User").asText()).isEqualTo("1000:1000");
        assertThat(wish.path("Volumes")).isEmpty();
        assertThat(wish.path("ExposedPorts")).isEmpty();
        assertThat(host.path("Binds")).isEmpty();
        assertThat(host.path("PortBindings")).isEmpty();
        assertThat(host.path("CapDrop").toString()).isEqualTo("[\"ALL\"]");
        assertThat(host.path("CapAdd")).isEmpty();
        assertThat(host.path("Privileged").asBoolean()).isFalse();
        assertThat(host.path("ReadonlyRootfs").asBoolean()).isTrue();
        assertThat(host.path("NetworkMode").asText()).isEqualTo("sandboxes");
        assertThat(host.path("SecurityOpt"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        "no-new-privileges",
                        "seccomp={\"defaultAction\": \"SCMP_ACT_ERRNO\"}",
                        "apparmor=unconfined");
    }

    @Test
    void podmanIsToldTheSameInItsWords() throws JsonProcessingException {
        JsonNode host = wish(Dialect.PODMAN).path("HostConfig");

        assertThat(host.path("SecurityOpt"))
                .extracting(JsonNode::asText)
                .containsExactly(
                        "no-new-privileges",
                        "seccomp=/some/filter.json",
                        "apparmor=unconfined",
                        "unmask=ALL");
        assertThat(host.path("Tmpfs").path("/spool").asText())
                .isEqualTo("rw,nosuid,nodev,mode=700,U,size=268435456,noexec");
        assertThat(host.path("Tmpfs").path("/var/tmp").asText()).startsWith("ro,");
        assertThat(host.path("Tmpfs").path("/run").asText()).startsWith("ro,");
        assertThat(wish(Dialect.DOCKER).path("HostConfig").path("Tmpfs")).hasSize(3);
    }

    @Test
    void aSandboxFindsAWholeProcOnlyWhereNothingOfItIsCovered() throws JsonProcessingException {
        JsonNode host = wish().path("HostConfig");

        assertThat(host.path("MaskedPaths").isArray()).isTrue();
        assertThat(host.path("MaskedPaths")).isEmpty();
        assertThat(host.path("ReadonlyPaths").isArray()).isTrue();
        assertThat(host.path("ReadonlyPaths")).isEmpty();
    }

    @Test
    void everythingIsBounded() throws JsonProcessingException {
        JsonNode host = wish().path("HostConfig");
        long mebi = 1024 * 1024;
        long disk = (1024 + 256) * mebi;

        assertThat(host.path("Memory").asLong()).isEqualTo((256 + 192) * mebi + disk);
        assertThat(host.path("MemorySwap").asLong()).isEqualTo(host.path("Memory").asLong());
        assertThat(host.path("NanoCpus").asLong()).isEqualTo(500_000_000);
        assertThat(host.path("PidsLimit").asLong()).isEqualTo(100);
        assertThat(host.path("Tmpfs").path("/workspaces").asText())
                .contains("size=" + disk)
                .contains("nosuid")
                .contains("nodev")
                .contains("uid=1000")
                .contains("mode=700");
        assertThat(host.path("Tmpfs")).allMatch(options -> options.asText().contains("size="));
        assertThat(host.path("LogConfig").path("Config").path("max-size").asText()).isNotBlank();
    }

    @Test
    void aTemplateMayHaveAnImageOfItsOwn() {
        assertThat(SETTINGS.image(RuntimeContract.spec(RuntimeContract.ONE).template()))
                .isEqualTo("cloche/python:1");
    }
}
