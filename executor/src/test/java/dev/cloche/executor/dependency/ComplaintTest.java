package dev.cloche.executor.dependency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What of an installer's output reaches callers.
final class ComplaintTest {

    @Test
    void itBeginsWhereSomethingWentWrong() {
        String output =
                """
                Collecting greeter
                \u001b[31mERROR: Could not find a version\u001b[0m
                ERROR: No matching distribution found for greeter
                """;

        assertThat(Complaint.of(output, List.of()))
                .isEqualTo(
                        "ERROR: Could not find a version\nERROR: No matching distribution found for greeter");
    }

    @Test
    void innerPathsAndCredentialsAreLeftOut() {
        String output =
                """
                npm error cannot read /workspace/.scratch/npm/_logs/x/package.json of http://u:p@index/a
                npm error the token is t0ken
                npm error A complete log of this run can be found in: /workspace/.scratch/npm/_logs/y.log
                """;

        assertThat(Complaint.of(output, Complaint.secretsIn(List.of("https://me:t0ken@h/simple"))))
                .isEqualTo(
                        """
                        npm error cannot read …/package.json of http://index/a
                        npm error the token is ***\
                        """);
    }

    @Test
    void itIsBounded() {
        String output = "ERROR: " + "x".repeat(100_000) + "\n";

        assertThat(Complaint.of(output, List.of())).hasSize(Complaint.LONGEST);
    }

    @Test
    void withoutAnErrorItIsTheEnd() {
        assertThat(Complaint.of("one\ntwo\n", List.of())).isEqualTo("one\ntwo");
    }
}
