package dev.cloche.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloche.cli.bench.load.Samples;
import dev.cloche.cli.bench.report.Results;
import dev.cloche.cli.bench.report.Setting;
import dev.cloche.cli.bench.way.Subject;
import dev.cloche.cli.bench.way.Workload;
import dev.cloche.cli.machine.Host;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportTest {
    private static final Setting SETTING =
            new Setting(
                    new Host(2, "Xeon", "6.1.0", 8192),
                    LocalDate.parse("2026-01-02"),
                    List.of("Java 25"),
                    "./cloche bench");

    @TempDir private Path directory;

    private final Results results = new Results();

    @Test
    void thePageShowsThePlotThatLiesBesideIt() throws Exception {
        measured();
        Report report = Report.in(directory);

        report.probe();

        assertThat(report.write(results, SETTING))
                .containsExactly(
                        directory.resolve("benchmarks.svg"), directory.resolve("benchmarks.md"));
        assertThat(directory.resolve("benchmarks.md")).content().contains("](benchmarks.svg)");
        assertThat(directory.resolve("benchmarks.svg")).content().startsWith("<svg ");
    }

    @Test
    void thePlotMayLieElsewhere() throws Exception {
        measured();
        Files.createDirectory(directory.resolve("plots"));
        Path page = directory.resolve("page.md");

        List<Path> written =
                new Report(Optional.of(page), Optional.of(directory.resolve("plots/p.svg")))
                        .write(results, SETTING);

        assertThat(written).hasSize(2);
        assertThat(page).content().contains("](plots/p.svg)");
    }

    @Test
    void withoutFilesNothingIsWritten() {
        Report none = new Report(Optional.empty(), Optional.empty());

        none.probe();

        assertThat(none.write(results, SETTING)).isEmpty();
    }

    @Test
    void withoutFiguresThereIsAPageAndNoPlot() {
        assertThat(Report.in(directory).write(results, SETTING))
                .containsExactly(directory.resolve("benchmarks.md"));
    }

    @Test
    void aPlaceThatIsNotThereIsRefusedBeforeAnythingIsMeasured() {
        Report report = Report.in(directory.resolve("nowhere"));

        assertThatThrownBy(report::probe).hasMessageContaining("nowhere");
    }

    private void measured() {
        results.add(
                new Results.Single(
                        Workload.PYTHON, Subject.BARE, Samples.of(List.of(10_000_000L))));
    }
}
