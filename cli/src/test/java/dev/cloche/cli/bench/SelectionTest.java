package dev.cloche.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloche.cli.bench.way.Subject;
import dev.cloche.cli.bench.way.Workload;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SelectionTest {

    @Test
    void withoutWordsEverythingIsMeasured() {
        Selection all = Selection.of(List.of());

        assertThat(all.parts()).containsExactlyInAnyOrder(Part.values());
        assertThat(all.workloads()).containsExactlyInAnyOrder(Workload.values());
        assertThat(all.subjects()).containsExactlyInAnyOrder(Subject.values());
    }

    @Test
    void aWordLimitsItsOwnKindOnly() {
        Selection pandas = Selection.of(List.of("pandas"));

        assertThat(pandas.workloads()).containsExactly(Workload.PANDAS);
        assertThat(pandas.parts()).containsExactlyInAnyOrder(Part.values());
        assertThat(pandas.has(Subject.API)).isTrue();
    }

    @Test
    void theYardstickIsAlwaysThere() {
        Selection alone = Selection.of(List.of("executor", "single", "cpu"));

        assertThat(alone.subjects()).containsExactlyInAnyOrder(Subject.BARE, Subject.EXECUTOR);
        assertThat(alone.parts()).containsExactlyInAnyOrder(Part.SINGLE, Part.CPU);
        assertThat(alone.has(Workload.SHELL)).isTrue();
    }

    @Test
    void anUnknownWordIsNamed() {
        assertThatThrownBy(() -> Selection.of(List.of("python", "ruby")))
                .isInstanceOfSatisfying(
                        Refusal.class, it -> assertThat(it.exit()).isEqualTo(Exit.USAGE))
                .hasMessageContaining("not 'ruby'")
                .hasMessageContaining("throughput");
    }
}
