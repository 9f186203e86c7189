package dev.cloche.acceptance.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// What code in a sandbox can find out.
@ExtendWith(SharedProduct.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SeesNothingTest {

    private static final Map<String, Object> NOTHING = Map.of();

    private final Product product;
    private Sandbox sandbox;

    SeesNothingTest(Product product) {
        this.product = product;
    }

    @BeforeAll
    void open() {
        sandbox = Sandbox.open(product.newTenant());
    }

    @AfterAll
    void close() {
        sandbox.close();
    }

    @Test
    void itRunsAsAUserWithoutAnyPrivilege() {
        JsonNode self = got("who_am_i.py", NOTHING);

        assertThat(self.path("Uid").asText().split("\t", -1)).containsOnly("1000");
        assertThat(self.path("Gid").asText().split("\t", -1)).containsOnly("1000");
        assertThat(self.path("NoNewPrivs").asText()).isEqualTo("1");
        assertThat(self.path("Seccomp").asText()).isEqualTo("2");
        for (String set : List.of("CapInh", "CapPrm", "CapEff", "CapAmb")) {
            assertThat(self.path(set).asText()).as(set).isEqualTo("0".repeat(16));
        }
        assertThat(self.path("host").asText()).isEqualTo("sandbox");
        assertThat(self.path("cwd").asText()).isEqualTo("/workspace");
    }

    @Test
    void itsEnvironmentIsItsOwn() {
        JsonNode environment = got("who_am_i.py", NOTHING).path("environment");

        assertThat(environment.path("HOME").asText()).isEqualTo("/workspace");
        assertThat(environment.path("LANG").asText()).isEqualTo("C.UTF-8");
        assertThat(environment.path("TMPDIR").asText()).isEqualTo("/tmp");
        List<String> names = new ArrayList<>();
        environment.fieldNames().forEachRemaining(names::add);
        assertThat(names)
                .allSatisfy(name ->
                        assertThat(name)
                                .matches(
                                        "PATH|HOME|LANG|LC_[A-Z]+|TMPDIR|TZ|PWD|OLDPWD|SHLVL|_"
                                                + "|USER|LOGNAME|SHELL|EVENT_(JSON|FILE)"
                                                + "|(PYTHON|NODE|MPL|OPENBLAS|OMP)[A-Z_]*"));
        assertThat(environment.toString()).doesNotContain(product.data().toString());
    }

    @Test
    void itSeesNoFileOfThePlatformOrOfTheHost() throws IOException {
        String secret = "marker-" + UUID.randomUUID();
        Path inTmp = Files.writeString(Files.createTempFile("cloche-host", ".txt"), secret);
        Path data = Files.writeString(product.data().resolve("marker.txt"), secret);
        JsonNode seen;
        try {
            seen =
                    got(
                            "look_around.py",
                            Map.of(
                                    "secrets",
                                    hexadecimal(secret, "PRIVATE KEY", "_secret\":", "_token\":")));
        } finally {
            Files.delete(inTmp);
            Files.delete(data);
        }

        List<String> names = texts(seen.path("names"));
        assertThat(names)
                .contains("/etc/passwd")
                .noneMatch(name -> name.startsWith(product.data().toString()))
                .noneMatch(name -> name.startsWith("/root/") || name.startsWith("/home/"))
                .noneMatch(name -> name.startsWith("/etc/shadow") || name.startsWith("/etc/ssh"))
                .noneMatch(name -> name.contains("spool") || name.contains("executor.log"))
                .noneMatch(name -> name.contains("docker") || name.endsWith("process.json"))
                .noneMatch(inTmp.toString()::equals);
        assertThat(texts(seen.path("leaks"))).isEmpty();
        assertThat(texts(seen.path("sockets"))).isEmpty();
    }

    @Test
    void theHostsSecretsCannotBeReadByName() {
        Finished run =
                sandbox.shell(
                        "cat /etc/shadow /root/.bashrc /proc/1/root/etc/shadow "
                                + product.data()
                                + "/keys/jwt-private.pem; ls -A /root /home "
                                + product.data());

        assertThat(run.stdout()).isEmpty();
        assertThat(run.stderr()).contains("No such file or directory");
    }

    @Test
    void theUsersThatItKnowsAreItsOwn() {
        Finished run = sandbox.shell("id -un; whoami; cut -d: -f1 /etc/passwd");

        assertThat(run.ok().stdout().lines().limit(2)).containsOnly("sandbox");
        assertThat(run.stdout().lines().skip(2)).contains("sandbox").hasSizeLessThan(8);
    }

    @Test
    void itSeesNoProcessButItsOwn() {
        JsonNode seen =
                got(
                        "look_at_processes.py",
                        Map.of(
                                "through_root",
                                List.of("/workspaces", "/spool", product.data().toString())));

        assertThat(seen.size()).isBetween(1, 6);
        assertThat(seen)
                .allSatisfy(process -> {
                    assertThat(process.path("command").asText())
                            .doesNotContain("quarkus", "postgres", "-runner", "spool")
                            .doesNotContain(product.data().toString());
                    assertThat(process.path("environment").asText())
                            .doesNotContain("CLOCHE", "QUARKUS", "JAVA", "secret", "token")
                            .doesNotContain(product.data().toString());
                    assertThat(process.path("files").toString())
                            .doesNotContain("socket:", "spool", "boot")
                            .doesNotContain(product.data().toString());
                    assertThat(process.has("reached")).isFalse();
                });
    }

    @Test
    void runsDoNotSeeEachOther() {
        String mark = "mark" + UUID.randomUUID();
        try (Sandbox other = Sandbox.open(product.newTenant())) {
            String waiting =
                    other.submit(
                            Map.of(
                                    "language",
                                    "shell",
                                    "code",
                                    "bash -c 'touch up; while true; do sleep 1; done' " + mark,
                                    "env_vars",
                                    Map.of("MARK", mark)));
            String sibling =
                    sandbox.submit(
                            Map.of("language", "shell", "code", "bash -c 'sleep 100' s" + mark));
            Await.until(
                    "the other run runs",
                    Duration.ofSeconds(20),
                    () -> other.status(waiting) + sandbox.status(sibling),
                    "runningrunning"::equals);

            JsonNode seen = got("look_at_processes.py", NOTHING);

            assertThat(seen.toString()).doesNotContain(mark);
            assertThat(other.status(waiting)).isEqualTo("running");
        }
    }

    @Test
    void anotherSessionsFilesCannotBeFound() {
        String name = "private-" + UUID.randomUUID();
        try (Sandbox other = Sandbox.open(product.newTenant())) {
            other.shell("echo secret > " + name).ok();
            String waiting =
                    other.submit(Map.of("language", "shell", "code", "cd /workspace; sleep 100"));
            Await.until(
                    "a run of the other session runs",
                    Duration.ofSeconds(20),
                    () -> other.status(waiting),
                    "running"::equals);

            JsonNode found =
                    got(
                            "find_other.py",
                            Map.of(
                                    "name",
                                    name,
                                    "session",
                                    other.id(),
                                    "data",
                                    product.data().toString()));

            assertThat(found).isEmpty();
            assertThat(other.shell("cat " + name).ok().stdout()).isEqualTo("secret\n");
        }
    }

    private static List<String> hexadecimal(String... words) {
        return Stream.of(words)
                .map(word -> HexFormat.of().formatHex(word.getBytes(StandardCharsets.UTF_8)))
                .toList();
    }

    private JsonNode got(String program, Object event) {
        return sandbox.handle("python", Hostile.program(program), event).ok().returnValue();
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(one -> texts.add(one.asText()));
        return texts;
    }
}
