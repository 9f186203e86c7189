package dev.cloche.control.installation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class FailedStartTest {

    @Test
    void everyCauseIsSaidOnce() {
        Throwable cause = new IllegalStateException("no such root: cloche.data");
        Throwable failure = new RuntimeException("Failed to start", new RuntimeException(cause));

        assertThat(new FailedStart(failure).reason())
                .isEqualTo(
                        "Failed to start: java.lang.IllegalStateException: no such root: cloche.data");
    }

    @Test
    void aCauseWithoutWordsIsNamed() {
        assertThat(new FailedStart(new StackOverflowError()).reason())
                .isEqualTo("StackOverflowError");
    }

    @Test
    void anUnusableConfigurationHasAnExitCodeOfItsOwn() {
        Throwable cause = new UnusableConfiguration("set cloche.local.executor");

        assertThat(new FailedStart(new RuntimeException("no bean", cause)).exitCode()).isEqualTo(2);
        assertThat(new FailedStart(new IllegalStateException("other")).exitCode()).isEqualTo(1);
    }
}
