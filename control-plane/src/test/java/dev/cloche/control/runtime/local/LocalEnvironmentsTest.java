package dev.cloche.control.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.template.TemplateId;
import dev.cloche.control.runtime.EnvironmentId;
import dev.cloche.control.runtime.Environments;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Installations by the real pip and npm, from an index of this test's.
final class LocalEnvironmentsTest {

    private static final EnvironmentId ID = new EnvironmentId(new TemplateId("t"), 3);
    private static final String LOOK =
            """
            { env; ls /; ls /root /home /work 2>&1; cat /proc/1/environ | tr '\\0' '\\n'; id -u; } > seen
            touch /usr/planted /etc/planted /environment/../planted 2>> seen || echo refused >> seen
            """;

    private final List<String> told = new ArrayList<>();
    private Path directory;
    private PackageIndex index;
    private LocalEnvironments environments;

    @BeforeEach
    void begin(@TempDir Path temporary) throws IOException {
        directory = temporary;
        index = new PackageIndex(LOOK);
        environments = environments(Duration.ofMinutes(2));
    }

    @AfterEach
    void end() {
        environments.close();
        index.close();
    }

    @Test
    void whatIsInstalledIsThereAndIsInstalledOnce() {
        assertThat(prepare(List.of("greeter==1.0"), List.of()))
                .isEqualTo(new Environments.Outcome.Ready());

        assertThat(home().resolve("python/packages/greeter.py")).exists();
        assertThat(told).anyMatch(line -> line.contains("Successfully installed greeter-1.0"));
        assertThat(directory.resolve("environments/t.3.making")).doesNotExist();

        told.clear();
        assertThat(prepare(List.of("greeter==1.0"), List.of()))
                .isEqualTo(new Environments.Outcome.Ready());
        assertThat(told).isEmpty();

        environments.remove(ID);
        assertThat(home()).doesNotExist();
    }

    @Test
    void whatCannotBeInstalledIsToldInTheInstallersWords() {
        assertThat(prepare(List.of("greeter==9.9"), List.of()))
                .isInstanceOfSatisfying(
                        Environments.Outcome.Failed.class,
                        failed ->
                                assertThat(failed.why())
                                        .contains(
                                                "No matching distribution found for greeter==9.9"));

        assertThat(home()).doesNotExist();
        assertThat(directory.resolve("environments/t.3.making")).doesNotExist();
    }

    @Test
    void aPackageSeesNothingOfTheMachineWhenItIsInstalled() throws IOException {
        assertThat(prepare(List.of(), List.of("curious@1.0.0")))
                .as("%s", told)
                .isEqualTo(new Environments.Outcome.Ready());

        String seen = Files.readString(home().resolve("javascript/node_modules/curious/seen"));
        assertThat(seen)
                .contains("HOME=/tmp", "NPM_CONFIG_REGISTRY", "environment", "refused", "\n1000\n")
                .doesNotContain("JAVA_HOME", directory.getFileName().toString())
                .contains("cannot access '/root'", "cannot access '/home'");
        assertThat(Path.of("/usr/planted")).doesNotExist();
    }

    @Test
    void whatTakesTooLongIsGivenUp() {
        environments.close();
        environments = environments(Duration.ofMillis(50));

        assertThat(prepare(List.of("greeter"), List.of()))
                .isInstanceOfSatisfying(
                        Environments.Outcome.Failed.class,
                        failed -> assertThat(failed.why()).contains("not installed within"));
    }

    private Environments.Outcome prepare(List<String> python, List<String> javascript) {
        return environments.prepare(ID, python, javascript, told::add);
    }

    private Path home() {
        return directory.resolve("environments/t.3");
    }

    private LocalEnvironments environments(Duration patience) {
        var settings =
                new LocalSettings(
                        directory.resolve("containers"),
                        directory.resolve("none"),
                        Path.of(System.getProperty("java.home")),
                        1);
        try (var _ = new LocalRuntime(settings)) {
            return new LocalEnvironments(settings, index.variables(), patience);
        }
    }
}
