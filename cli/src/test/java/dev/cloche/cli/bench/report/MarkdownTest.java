package dev.cloche.cli.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.cli.bench.load.Samples;
import dev.cloche.cli.bench.way.Subject;
import dev.cloche.cli.bench.way.Workload;
import dev.cloche.cli.machine.Host;
import dev.cloche.cli.machine.Memory;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class MarkdownTest {
    private final Results results = new Results();

    @Test
    void allThatWasMeasuredIsThereBesideItsYardstick() {
        results.add(new Results.Single(Workload.PYTHON, Subject.BARE, only(10)));
        results.add(new Results.Single(Workload.PYTHON, Subject.EXECUTOR, only(5)));
        results.add(new Results.Cpu(Workload.PYTHON, Subject.EXECUTOR, 4.44));
        results.add(new Results.Open(Workload.PYTHON, Subject.API, 10, Optional.of(only(20))));
        results.add(new Results.Open(Workload.PYTHON, Subject.API, 50, Optional.empty()));
        results.add(new Results.Rate(Workload.PYTHON, Subject.BARE, 16, 200));
        results.add(new Results.Rate(Workload.PYTHON, Subject.API, 16, 250));
        results.add(new Results.Verb("create a session, warm", only(15)));
        results.add(new Results.Idle("executor", 4, new Memory(153_600, 102_400, 0)));
        results.add(new Results.Idle("closed", 1, new Memory(1024, 1024, 1)));
        results.note("Python with pandas: install it");

        assertThat(Markdown.tables(results))
                .isEqualTo(
                        """
                        ## Python, one in flight: `print(1+1)`

                        | | p50 ms | p95 ms | p99 ms | × bare | per second | CPU ms | runs | goal |
                        |---|--:|--:|--:|--:|--:|--:|--:|---|
                        | bare interpreter | 10.00 | 10.00 | 10.00 | 1.000 | 100 |  | 1 |  |
                        | executor alone | 5.00 | 5.00 | 5.00 | 0.500 | 200 | 4.4 | 1 | ≤ 0.3 × bare: **not met** |

                        ## Open load: arrivals at random, measured from when a caller was to arrive

                        | | | per second | p50 ms | p95 ms | p99 ms | × bare, idle | runs |
                        |---|---|--:|--:|--:|--:|--:|--:|
                        | Python | execute-sync, recorded | 10 | 20.00 | 20.00 | 20.00 | 2.000 | 1 |
                        | Python | execute-sync, recorded | 50 | cannot keep up | | | | |

                        ## 16 in flight

                        | | | per second | × bare | goal |
                        |---|---|--:|--:|---|
                        | Python | bare interpreter | 200 | 1.000 |  |
                        | Python | execute-sync, recorded | 250 | 1.250 | ≥ 1.0 × bare: met |

                        ## Sessions

                        | | p50 ms | p95 ms | p99 ms | × bare python | runs |
                        |---|--:|--:|--:|--:|--:|
                        | create a session, warm | 15.00 | 15.00 | 15.00 | 1.500 | 1 |

                        ## Memory while nothing runs

                        | | processes | PSS MB | RSS MB |
                        |---|--:|--:|--:|
                        | executor | 4 | 100 | 150 |
                        | closed (RSS where PSS is not told) | 1 | 1 | 1 |

                        ## Not measured

                        * Python with pandas: install it
                        """);
    }

    @Test
    void whatWasNotMeasuredHasNoTable() {
        assertThat(Markdown.tables(results)).isEqualTo("\n");
    }

    @Test
    void aPageSaysUnderWhichCircumstances() {
        results.add(new Results.Single(Workload.SHELL, Subject.BARE, only(2)));
        Setting setting =
                new Setting(
                        new Host(2, "Xeon", "6.1.0", 8192),
                        LocalDate.parse("2026-01-02"),
                        List.of("Java 25", "node v20"),
                        "./cloche bench --report");

        String page = Markdown.page(results, setting, Optional.of("benchmarks.svg"));

        assertThat(page)
                .startsWith(
                        "# Benchmarks\n\n2026-01-02, `./cloche bench --report`: 2 cores (Xeon),")
                .contains("8.0 GB of memory, Linux 6.1.0. Java 25, node v20.\n")
                .contains("](benchmarks.svg)\n")
                .contains("\n## shell, one in flight: `echo 2`\n")
                .contains("\n\n## How to read this\n")
                .endsWith("\n");
        assertThat(Markdown.page(results, setting, Optional.empty())).doesNotContain("![");
    }

    private static Samples only(int milliseconds) {
        return Samples.of(List.of(milliseconds * 1_000_000L));
    }
}
