package dev.cloche.control.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import org.junit.jupiter.api.Test;

final class WaitingTest {

    private final Waiting<String, Integer> waiting = new Waiting<>();

    @Test
    void allWhoWaitForAKeyAreWoken() {
        var first =
                waiting.await("a").news().subscribe().withSubscriber(UniAssertSubscriber.create());
        var second =
                waiting.await("a").news().subscribe().withSubscriber(UniAssertSubscriber.create());
        var other =
                waiting.await("b").news().subscribe().withSubscriber(UniAssertSubscriber.create());

        waiting.tell("a", 1);

        first.assertCompleted().assertItem(1);
        second.assertCompleted().assertItem(1);
        other.assertNotTerminated();
    }

    @Test
    void whatIsToldBeforeOneListensIsNotMissed() {
        var turn = waiting.await("a");

        waiting.tell("a", 1);

        turn.news().subscribe().withSubscriber(UniAssertSubscriber.create()).assertItem(1);
    }

    @Test
    void thoseWhoLeaveAreForgotten() {
        try (var turn = waiting.await("a")) {
            assertThat(waiting.size()).isEqualTo(1);
            assertThat(turn.news()).isNotNull();
        }

        assertThat(waiting.size()).isZero();
    }
}
