package dev.cloche.acceptance.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.api.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Packages of templates and sessions, from an index on this machine.
final class PackagesTest {

    private static final String TEMPLATES = "/api/v1/templates";
    private static final Duration SOON = Duration.ofSeconds(90);

    @TempDir private static Path files;

    private static Process index;
    private static Product product;

    @BeforeAll
    static void start() throws IOException {
        wheel(Files.createDirectories(files.resolve("simple/greeter")));
        index =
                new ProcessBuilder(
                                "/usr/bin/python3",
                                "-u",
                                "-m",
                                "http.server",
                                "--bind",
                                "127.0.0.1",
                                "--directory",
                                files.toString(),
                                "0")
                        .redirectErrorStream(true)
                        .start();
        String said = index.inputReader().readLine();
        String port = said.replaceAll(".* port ([0-9]+) .*", "$1");
        product =
                Product.start(
                        Map.of(
                                "cloche.local.installer.PIP_INDEX_URL",
                                "http://127.0.0.1:" + port + "/simple/"));
    }

    @AfterAll
    static void end() {
        try {
            product.close();
        } finally {
            index.destroyForcibly();
        }
    }

    @Test
    void sessionsWaitForPackagesAndFindThemThenReadOnly() {
        Caller caller = product.newTenant();
        make("greeting", List.of("greeter"), List.of("greeter"));

        JsonNode early =
                caller.post("/api/v1/sessions", Map.of("template_id", "greeting"))
                        .expect(201)
                        .json();
        assertThat(early.path("status").asText()).isEqualTo("creating");
        assertThat(early.path("status_reason").asText()).contains("packages");

        try (Sandbox sandbox = Sandbox.open(caller, Map.of("template_id", "greeting"))) {
            assertThat(sandbox.created().path("container_id"))
                    .isEqualTo(early.path("container_id"));
            assertThat(state("greeting")).isEqualTo("ready");
            assertThat(sandbox.python("import greeter; print(greeter.GREETING)").ok().stdout())
                    .isEqualTo("hello\n");
            assertThat(
                            sandbox.shell("python3 -c 'import greeter; print(greeter.__file__)'")
                                    .ok()
                                    .stdout())
                    .startsWith("/environment/python/");
            assertThat(
                            sandbox.shell(
                                            "echo evil >> /environment/python/packages/greeter.py || echo kept")
                                    .ok()
                                    .stdout())
                    .isEqualTo("kept\n");
        }
        String first = early.path("session_id").asText();
        assertThat(caller.get("/api/v1/sessions/" + first).expect(200).text("status"))
                .isEqualTo("running");
    }

    @Test
    void whatCannotBeInstalledFailsInTheInstallersWordsAndAChangeMendsIt() {
        Caller caller = product.newTenant();
        make("wrong", List.of("no-such-package"), List.of());

        Answer waited = caller.post("/api/v1/sessions?wait=60", Map.of("template_id", "wrong"));
        assertThat(waited.refusedWith(ErrorCode.CONFLICT)).contains("no-such-package");
        JsonNode failed = product.admin().get(TEMPLATES + "/wrong").expect(200).json();
        assertThat(failed.path("status").asText()).isEqualTo("failed");
        assertThat(failed.path("status_reason").asText())
                .contains("No matching distribution found for no-such-package");

        product.admin()
                .put(
                        TEMPLATES + "/wrong",
                        Map.of("pre_installed_packages", List.of("greeter==1.0")))
                .expect(200);
        Await.until("it is ready", SOON, () -> state("wrong"), "ready"::equals);
        try (Sandbox sandbox = Sandbox.open(caller, Map.of("template_id", "wrong"))) {
            assertThat(sandbox.python("import greeter; print(greeter.GREETING)").ok().stdout())
                    .isEqualTo("hello\n");
        }
    }

    @Test
    void aSessionHasPackagesOfItsOwn() {
        Caller caller = product.newTenant();
        List<Map<String, String>> wanted = List.of(Map.of("name", "greeter", "version", "1.0"));

        try (Sandbox sandbox =
                        Sandbox.open(
                                caller,
                                Map.of("template_id", "python-basic", "dependencies", wanted));
                Sandbox other = Sandbox.open(caller, Map.of("template_id", "python-basic"))) {
            assertThat(sandbox.python("import greeter; print(greeter.__file__)").ok().stdout())
                    .as("runs wait for packages")
                    .isEqualTo("/run/cloche/packages/python/greeter.py\n");
            JsonNode shown = caller.get(sandbox.path()).expect(200).json();
            assertThat(shown.path("dependency_install_status").asText()).isEqualTo("completed");
            assertThat(shown.path("installed_dependencies").path(0).path("name").asText())
                    .isEqualTo("greeter");
            assertThat(other.python("import greeter").stderr()).contains("No module named");

            caller.post(
                            sandbox.path() + "/dependencies/install",
                            Map.of("dependencies", List.of(Map.of("name", "no-such-package"))))
                    .expect(200);
            assertThat(sandbox.python("import greeter; print(greeter.GREETING)").ok().stdout())
                    .isEqualTo("hello\n");
            assertThat(caller.get(sandbox.path()).expect(200).text("dependency_install_error"))
                    .contains("No matching distribution found for no-such-package");
        }
    }

    private static void make(String id, List<String> packages, List<String> preload) {
        product.admin()
                .post(
                        TEMPLATES,
                        Map.of(
                                "id",
                                id,
                                "name",
                                id,
                                "image",
                                "none",
                                "default_resources",
                                Map.of(),
                                "preload",
                                preload,
                                "pre_installed_packages",
                                packages))
                .expect(201);
    }

    private static String state(String id) {
        return product.admin().get(TEMPLATES + "/" + id).expect(200).text("status");
    }

    private static void wheel(Path directory) throws IOException {
        String info = "greeter-1.0.dist-info/";
        Path file = directory.resolve("greeter-1.0-py3-none-any.whl");
        try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
            write(zip, "greeter.py", "GREETING = 'hello'\n");
            write(zip, info + "METADATA", "Metadata-Version: 2.1\nName: greeter\nVersion: 1.0\n");
            write(
                    zip,
                    info + "WHEEL",
                    "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n");
            write(zip, info + "RECORD", "greeter.py,,\n" + info + "RECORD,,\n");
        }
    }

    private static void write(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
