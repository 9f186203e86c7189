package dev.cloche.executor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.template.Isolation;
import dev.cloche.executor.bubblewrap.Confinement;
import dev.cloche.executor.bubblewrap.HostLayout;
import dev.cloche.executor.probe.Isolated;
import dev.cloche.executor.probe.Probe;
import dev.cloche.executor.process.ChildRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The probe finds the isolation that is there, and notices when it is not.
final class ProbeTest {

    @Test
    void aRunIsFullyIsolatedHere() throws IOException {
        try (var bench = new Workbench()) {
            Isolated found = probe(bench).look(around(bench, bench.secrets()));

            assertThat(found).isEqualTo(new Isolated(Isolation.FULL, ""));
        }
    }

    @Test
    void aSandboxThatWaitedIsAsWellIsolated() throws IOException {
        try (var bench = new Workbench(ChildRequest.WallBuilder.FASTEST)) {
            Files.createDirectories(bench.workspaces().resolve("_probe"));
            bench.own(bench.workspaces());

            Isolated found = probe(bench).lookAtWaiting(around(bench, bench.secrets()));

            assertThat(found).isEqualTo(new Isolated(Isolation.FULL, ""));
        }
    }

    @Test
    void whereNoneWaitsNoneIsTried() throws IOException {
        try (var bench = new Workbench()) {
            Isolated found = probe(bench).lookAtWaiting(around(bench, bench.secrets()));

            assertThat(found.level()).isEqualTo(Isolation.NONE);
            assertThat(found.detail()).contains("no sandbox waits");
        }
    }

    @Test
    void aSecretThatCanBeSeenIsNoticed() throws IOException {
        try (var bench = new Workbench()) {
            List<Path> secrets = List.of(Path.of("/usr/bin/python3"));

            Isolated found = probe(bench).look(around(bench, secrets));

            assertThat(found.level()).isEqualTo(Isolation.NONE);
            assertThat(found.detail()).contains("/usr/bin/python3");
        }
    }

    @Test
    void wallsThatCannotBeBuiltAreNoticed() throws IOException {
        try (var bench = new Workbench()) {
            var nowhere = new HostLayout(Map.of(), List.of("/nowhere"), List.of(), List.of());
            var probe =
                    new Probe(
                            bench.spawner,
                            proc ->
                                    new Confinement(
                                            nowhere,
                                            proc,
                                            Path.of("/files"),
                                            bench.workspaces(),
                                            Map.of(),
                                            List.of()),
                            bench.json);

            Isolated found = probe.look(around(bench, List.of()));

            assertThat(found.level()).isEqualTo(Isolation.NONE);
            assertThat(found.detail()).contains("ended", "/nowhere");
        }
    }

    private static Probe probe(Workbench bench) {
        return new Probe(bench.spawner, bench::confinement, bench.json);
    }

    private static Probe.Surroundings around(Workbench bench, List<Path> secrets) {
        return new Probe.Surroundings(bench.controlPlane.port(), secrets, bench.workspaces());
    }
}
