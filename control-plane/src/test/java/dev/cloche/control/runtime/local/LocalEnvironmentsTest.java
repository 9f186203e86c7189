package dev.cloche.control.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloche.api.template.TemplateId;
import dev.cloche.control.runtime.EnvironmentId;
import dev.cloche.control.runtime.Environments;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Installations by the real pip and npm, from an index of this test's.
final class LocalEnvironmentsTest {

    private static final EnvironmentId ID = new EnvironmentId(new TemplateId("t"), 3);
    private static final InstallationLimits LIMITS =
            new InstallationLimits(Duration.ofMinutes(2), 1L << 30, 2L << 30, 256);
    private static final String LOOK =
            """
            { env; ls /; ls /root /home /work 2>&1; cat /proc/1/environ | tr '\\0' '\\n'; id -u; } > seen
            touch /usr/planted /etc/planted /environment/../planted 2>> seen || echo refused >> seen
            python3 attack.py "$NPM_CONFIG_REGISTRY" >> seen 2>&1 || true
            """;

    /// What a hostile package tries, with the port of somebody who listens on the machine.
    private static final String ATTACK =
            """
            import os, socket, sys, urllib.error, urllib.parse, urllib.request
            index = urllib.parse.urlsplit(sys.argv[1])
            def attempt(name, what):
                try:
                    print(name + ":", what(), flush=True)
                except OSError as problem:
                    print(name + ": refused", type(problem).__name__, flush=True)
            def connected(host, port):
                with socket.create_connection((host, port), 3):
                    return "connected"
            def proxied(address):
                try:
                    return urllib.request.urlopen(address, timeout=20).status
                except urllib.error.HTTPError as answer:
                    return answer.code
            def through(first):
                with socket.socket(socket.AF_UNIX) as door:
                    door.settimeout(20)
                    door.connect("/run/cloche/.door")
                    door.sendall(first.encode() + b"\\r\\nHost: x\\r\\n\\r\\n")
                    return door.recv(100).split(b"\\r\\n")[0].decode()
            attempt("loopback", lambda: connected("127.0.0.1", @PORT@))
            attempt("index itself", lambda: connected(index.hostname, index.port))
            attempt("anywhere", lambda: connected("1.1.1.1", 53))
            attempt("metadata", lambda: proxied("http://169.254.169.254/"))
            attempt("proxy", lambda: proxied("http://127.0.0.1:@PORT@/"))
            attempt("door", lambda: through("CONNECT 127.0.0.1:@PORT@ HTTP/1.1"))
            attempt("door by name", lambda: through("CONNECT localhost:@PORT@ HTTP/1.1"))
            attempt("index", lambda: proxied(sys.argv[1] + "curious"))
            os.unlink("/run/cloche/.door")
            """;

    private final List<String> told = new ArrayList<>();
    private Path directory;
    private PackageIndex index;
    private ServerSocket victim;
    private LocalEnvironments environments;

    @BeforeEach
    void begin(@TempDir Path temporary) throws IOException {
        directory = temporary;
        victim = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        String attack = ATTACK.replace("@PORT@", Integer.toString(victim.getLocalPort()));
        index = new PackageIndex(LOOK, attack);
        environments = environments(LIMITS);
    }

    @AfterEach
    void end() throws IOException {
        environments.close();
        index.close();
        victim.close();
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
    void aHostilePackageReachesTheIndexAndNothingElse() throws IOException {
        assertThat(prepare(List.of(), List.of("curious@1.0.0")))
                .as("%s", told)
                .isEqualTo(new Environments.Outcome.Ready());

        String refused =
                "HTTP/1.1 403 Forbidden packages are installed from the configured index only";
        assertThat(Files.readAllLines(home().resolve("javascript/node_modules/curious/seen")))
                .contains(
                        "loopback: refused ConnectionRefusedError",
                        "index itself: refused ConnectionRefusedError",
                        "metadata: 403",
                        "proxy: 403",
                        "door: " + refused,
                        "door by name: " + refused,
                        "index: 200")
                .anyMatch(line -> line.startsWith("anywhere: refused"))
                .anyMatch(line -> line.contains("Read-only file system"));
        victim.setSoTimeout(1);
        assertThatThrownBy(victim::accept).isInstanceOf(SocketTimeoutException.class);
        assertThat(directory.resolve("environments/t.3.door")).doesNotExist();
    }

    @Test
    void placesAreThoseOfTheIndexesAndFurtherOnes() {
        assertThat(IndexPlaces.of(Map.of(), List.of("Files.example:443")))
                .containsExactly("files.example:443", "pypi.org:443", "registry.npmjs.org:443");
        assertThat(
                        IndexPlaces.of(
                                Map.of(
                                        "PIP_INDEX_URL", "http://user:word@Mirror/simple",
                                        "NPM_CONFIG_REGISTRY", "https://mirror:8443/npm",
                                        "HTTPS_PROXY", "http://proxy:3128"),
                                List.of()))
                .containsExactly("mirror:80", "mirror:8443");
    }

    @Test
    void whatTakesTooLongIsGivenUp() {
        environments.close();
        environments = environments(LIMITS.within(Duration.ofMillis(50)));

        assertThat(prepare(List.of("greeter"), List.of()))
                .isInstanceOfSatisfying(
                        Environments.Outcome.Failed.class,
                        failed -> assertThat(failed.why()).contains("not installed within"));
    }

    @ParameterizedTest
    @CsvSource({"filler, 32 MiB of files", "hog, 400 MiB of memory", "crowd, 64 processes"})
    void whatTakesTooMuchIsEndedWithAllOfIt(String name, String much) {
        environments.close();
        environments =
                environments(
                        new InstallationLimits(Duration.ofMinutes(2), 32L << 20, 400L << 20, 64));

        assertThat(prepare(List.of(), List.of(name + "@1.0.0")))
                .isInstanceOfSatisfying(
                        Environments.Outcome.Failed.class,
                        failed -> assertThat(failed.why()).contains("it took more than " + much));

        assertThat(directory.resolve("environments")).isEmptyDirectory();
        assertThat(ProcessHandle.current().descendants())
                .filteredOn(one ->
                        one.info().arguments().map(List::of).orElse(List.of()).contains("600"))
                .isEmpty();
    }

    private Environments.Outcome prepare(List<String> python, List<String> javascript) {
        return environments.prepare(ID, python, javascript, told::add);
    }

    private Path home() {
        return directory.resolve("environments/t.3");
    }

    private LocalEnvironments environments(InstallationLimits limits) {
        var settings =
                new LocalSettings(
                        directory.resolve("containers"),
                        directory.resolve("none"),
                        Path.of(System.getProperty("java.home")),
                        1);
        try (var _ = new LocalRuntime(settings)) {
            return new LocalEnvironments(
                    settings,
                    index.variables(),
                    IndexPlaces.of(index.variables(), List.of()),
                    limits);
        }
    }
}
