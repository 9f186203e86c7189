package dev.cloche.cli.bench;

import dev.cloche.cli.bench.report.Markdown;
import dev.cloche.cli.bench.report.Plot;
import dev.cloche.cli.bench.report.Results;
import dev.cloche.cli.bench.report.Setting;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// The files that results are written to, if any.
record Report(Optional<Path> page, Optional<Path> plot) {

    Report {
        page = page.map(it -> it.toAbsolutePath().normalize());
        plot = plot.map(it -> it.toAbsolutePath().normalize());
    }

    /// In the folder of the documentation.
    static Report in(Path docs) {
        return new Report(
                Optional.of(docs.resolve("benchmarks.md")),
                Optional.of(docs.resolve("benchmarks.svg")));
    }

    /// Says now what would be a pity to hear after minutes of measuring.
    void probe() {
        Stream.concat(page.stream(), plot.stream())
                .map(Path::getParent)
                .filter(it -> !Files.isWritable(it))
                .findFirst()
                .ifPresent(it -> {
                    throw new Refusal(Exit.USAGE, "cannot write into " + it);
                });
    }

    /// The files that were written.
    List<Path> write(Results results, Setting setting) {
        List<Path> written = new ArrayList<>();
        Optional<Path> drawing = plot.filter(_ -> Plot.isPossible(results));
        drawing.ifPresent(file -> written.add(write(file, Plot.svg(results))));
        page.ifPresent(file ->
                written.add(
                        write(
                                file,
                                Markdown.page(
                                        results, setting, drawing.map(it -> link(file, it))))));
        return written;
    }

    private static String link(Path from, Path to) {
        return Objects.requireNonNull(from.getParent()).relativize(to).toString();
    }

    private static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new Refusal(Exit.FAILED, "cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
