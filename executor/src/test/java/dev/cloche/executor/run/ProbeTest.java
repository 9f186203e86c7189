package dev.cloche.executor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.template.Isolation;
import dev.cloche.executor.bubblewrap.HostLayout;
import dev.cloche.executor.probe.Probe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The probe finds the isolation that is there, and notices when it is not.
final class ProbeTest {

    @Test
    void aRunIsFullyIsolatedHere() throws IOException {
        try (var bench = new Workbench()) {
            Path workspace = bench.bind("probe", Workbench.LIMITS);
            var probe = new Probe(bench.spawner, bench.host(), bench.visible(), bench.json);

            Probe.Outcome outcome =
                    probe.look(
                            new Probe.Surroundings(
                                    bench.controlPlane.port(), bench.secrets(), workspace));

            assertThat(outcome.isolated().detail()).isEmpty();
            assertThat(outcome.isolated().level()).isEqualTo(Isolation.FULL);
        }
    }

    @Test
    void aSecretThatCanBeSeenIsNoticed() throws IOException {
        try (var bench = new Workbench()) {
            Path workspace = bench.bind("probe", Workbench.LIMITS);
            var probe = new Probe(bench.spawner, bench.host(), bench.visible(), bench.json);

            Probe.Outcome outcome =
                    probe.look(
                            new Probe.Surroundings(
                                    1, List.of(Path.of("/usr/bin/python3")), workspace));

            assertThat(outcome.isolated().level()).isEqualTo(Isolation.NONE);
            assertThat(outcome.isolated().detail()).contains("/usr/bin/python3");
        }
    }

    @Test
    void wallsThatCannotBeBuiltAreNoticed() throws IOException {
        try (var bench = new Workbench()) {
            Path workspace = bench.bind("probe", Workbench.LIMITS);
            var nowhere = new HostLayout(Map.of(), List.of("/nowhere"), List.of(), List.of());
            var probe = new Probe(bench.spawner, nowhere, bench.visible(), bench.json);

            Probe.Outcome outcome = probe.look(new Probe.Surroundings(1, List.of(), workspace));

            assertThat(outcome.isolated().level()).isEqualTo(Isolation.NONE);
            assertThat(outcome.isolated().detail()).contains("could not be set up", "/nowhere");
        }
    }
}
