package dev.cloche.executor.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloche.api.executor.RunLimits;
import dev.cloche.api.executor.SessionBinding;
import dev.cloche.api.session.SessionId;
import dev.cloche.executor.kernel.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SessionsTest {

    private static final SessionId ID = new SessionId("sess_1");
    private static final RunLimits LIMITS = new RunLimits(1, 1L << 29, 1L << 29, 64, 100, 200);

    @TempDir Path workspaces;

    @Test
    void aBoundSessionHasAPrivateWorkspace() throws IOException {
        var sessions = new Sessions(workspaces);

        sessions.bind(ID, new SessionBinding(Map.of(), LIMITS, false));

        Path workspace = sessions.require(ID).workspace();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(workspace)))
                .isEqualTo("rwx------");
    }

    @Test
    void bindingAgainChangesWhatRunsGetAndKeepsTheFiles() throws IOException {
        var sessions = new Sessions(workspaces);
        sessions.bind(ID, new SessionBinding(Map.of("A", "1"), LIMITS, false));
        Files.writeString(sessions.require(ID).workspace().resolve("kept"), "x");

        sessions.bind(ID, new SessionBinding(Map.of("A", "2"), LIMITS, false));

        assertThat(sessions.require(ID).binding().envVars()).containsEntry("A", "2");
        assertThat(sessions.require(ID).workspace().resolve("kept")).exists();
    }

    @Test
    void aReleasedSessionIsUnknownAndKeepsItsFiles() {
        var sessions = new Sessions(workspaces);
        sessions.bind(ID, new SessionBinding(Map.of(), LIMITS, false));

        sessions.release(ID);

        assertThat(sessions.ids()).isEmpty();
        assertThat(workspaces.resolve("sess_1")).exists();
        assertThatThrownBy(() -> sessions.require(ID))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Executor.UnknownSession");
    }

    @Test
    void aWorkspaceThatIsALinkIsRefused() throws IOException {
        Files.createSymbolicLink(workspaces.resolve("sess_1"), Path.of("/etc"));
        var sessions = new Sessions(workspaces);

        assertThatThrownBy(() -> sessions.bind(ID, new SessionBinding(Map.of(), LIMITS, false)))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void aNetworkIsRefused() {
        var sessions = new Sessions(workspaces);

        assertThatThrownBy(() -> sessions.bind(ID, new SessionBinding(Map.of(), LIMITS, true)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("Executor.IsolationUnavailable");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 536870912, 1, 1, 1, 1",
        "NaN, 536870912, 1, 1, 1, 1",
        "1, 1, 1, 1, 1, 1",
        "1, 536870912, 0, 1, 1, 1",
        "1, 536870912, 1, 0, 1, 1",
        "1, 536870912, 1, 1, -1, 1",
        "1, 536870912, 1, 1, 2, 1",
    })
    void senselessLimitsAreRefused(
            double cores, long memory, long disk, int processes, long kept, long allowed) {
        var limits = new RunLimits(cores, memory, disk, processes, kept, allowed);

        assertThatThrownBy(() ->
                        new Sessions(workspaces)
                                .bind(ID, new SessionBinding(Map.of(), limits, false)))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("limits");
    }

    @ParameterizedTest
    @CsvSource({"'', x", "1A, x", "A=B, x", "A B, x"})
    void namesThatAreNoneAreRefused(String name, String value) {
        assertThatThrownBy(() -> Environment.check(Map.of(name, value)))
                .isInstanceOf(Refusal.class);
    }

    @Test
    void aValueWithNulIsRefused() {
        assertThatThrownBy(() -> Environment.check(Map.of("A", "x\0--bind\0/\0/workspace")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("NUL");
    }

    @Test
    void theRequestWinsOverTheSessionAndTheSessionOverUs() {
        var all =
                Environment.of(
                        Environment.always(),
                        Map.of("LANG", "session", "A", "session"),
                        Map.of("A", "request"));

        assertThat(all).containsEntry("A", "request").containsEntry("LANG", "session");
        assertThat(all).containsEntry("HOME", "/workspace");
    }

    @Test
    void whoAddsPlacesOfModulesKeepsThoseOfTheTemplate() {
        var base = Environment.withInstalled();
        var plain = Environment.of(base, Map.of(), Map.of());
        var more = Environment.of(base, Map.of("PYTHONPATH", "/workspace/lib"), Map.of());

        assertThat(plain).isEqualTo(base);
        assertThat(Environment.concernsStart(base, plain)).isFalse();
        assertThat(more).containsEntry("PYTHONPATH", "/workspace/lib:" + base.get("PYTHONPATH"));
        assertThat(Environment.concernsStart(base, more)).isTrue();
        assertThat(base.get("PATH")).endsWith(Environment.always().get("PATH"));
    }
}
