package dev.cloche.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FiguresTest {

    @Test
    void percentilesAreMeasuredValues() {
        Samples samples = new Samples(100);
        for (int i = 100; i >= 1; i--) {
            samples.add(i * 1_000_000L);
        }

        assertThat(samples.percentile(50)).isEqualTo(50);
        assertThat(samples.percentile(95)).isEqualTo(95);
        assertThat(samples.percentile(100)).isEqualTo(100);
    }

    @Test
    void aSingleSampleIsEveryPercentile() {
        assertThat(only(7).percentile(50)).isEqualTo(7);
        assertThat(only(7).percentile(95)).isEqualTo(7);
    }

    @Test
    void theTableComparesWithBarePython() {
        Figures figures = new Figures(only(10), only(5), only(20), only(1), 200, 250);

        String table = figures.markdown(1, 16, 2);

        assertThat(table)
                .isEqualTo(
                        """
                        | `print(1+1)`, 1 runs, 2 cores | p50 ms | p95 ms | p50 / bare | p95 / bare |
                        |---|--:|--:|--:|--:|
                        | bare `python3 -c` | 10.00 | 10.00 | 1.00 | 1.00 |
                        | `execute-sync` | 5.00 | 5.00 | 0.50 | 0.50 |
                        | create a session | 20.00 | 20.00 | 2.00 | 2.00 |
                        | delete a session | 1.00 | 1.00 | 0.10 | 0.10 |

                        | 16 in flight | per second | / bare |
                        |---|--:|--:|
                        | bare `python3 -c` | 200 | 1.00 |
                        | `execute-sync` | 250 | 1.25 |
                        """);
    }

    private static Samples only(int milliseconds) {
        Samples samples = new Samples(1);
        samples.add(milliseconds * 1_000_000L);
        return samples;
    }
}
