package dev.cloche.cli.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.cli.bench.way.Subject;
import dev.cloche.cli.bench.way.Workload;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class GoalTest {

    @ParameterizedTest
    @CsvSource({
        "PYTHON, EXECUTOR, 3.0, ≤ 0.3 × bare: met",
        "PYTHON, EXECUTOR, 3.1, ≤ 0.3 × bare: **not met**",
        "PYTHON, API, 10.0, ≤ 1.0 × bare: met",
        "PANDAS, EXECUTOR, 0.2, ≤ 0.03 × bare: met",
        "PANDAS, API, 0.7, ≤ 0.06 × bare: **not met**",
        "JAVASCRIPT, API, 5.0, ≤ 0.5 × bare: met",
        "SHELL, EXECUTOR, 10.1, ≤ 1.0 × bubblewrap: **not met**",
    })
    void aGoalIsAMultipleOfAYardstick(
            Workload workload, Subject subject, double p50, String judged) {
        Goal goal = Goal.of(workload, subject).orElseThrow();

        assertThat(goal.judge(p50, OptionalDouble.of(10))).isEqualTo(judged);
    }

    @Test
    void withoutTheYardstickNothingIsJudged() {
        Goal goal = Goal.of(Workload.SHELL, Subject.API).orElseThrow();

        assertThat(goal.judge(1, OptionalDouble.empty())).isEqualTo("≤ 1.0 × bubblewrap");
    }

    @ParameterizedTest
    @EnumSource(Workload.class)
    void yardsticksHaveNoGoal(Workload workload) {
        assertThat(Goal.of(workload, Subject.BARE)).isEmpty();
        assertThat(Goal.of(workload, Subject.JUPYTER)).isEmpty();
    }
}
