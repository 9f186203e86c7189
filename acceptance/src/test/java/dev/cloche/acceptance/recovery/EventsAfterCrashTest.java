package dev.cloche.acceptance.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Events;
import dev.cloche.acceptance.product.Events.Event;
import dev.cloche.acceptance.product.LivingProcess;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Readers of events when parts of the product are killed.
@Tag("long")
final class EventsAfterCrashTest {

    private static final String TALK =
            "echo before; until [ -e go ]; do sleep 0.02; done; echo after";

    private Product product;
    private Caller caller;

    @BeforeEach
    void start() {
        product = Product.start();
        caller = product.newTenant();
    }

    @AfterEach
    void close() {
        product.close();
    }

    @Test
    void aReaderGoesOnWhereItWasWithTheNextControlPlane() throws InterruptedException {
        Sandbox sandbox = Sandbox.open(caller);
        String execution = sandbox.submit(shell(TALK));
        String last = readUntilBefore(execution);

        product.kill();
        product.restart();

        try (Events events = Events.after(caller, execution, last)) {
            sandbox.shell("touch go").ok();
            List<Event> rest = events.rest();
            assertThat(Events.text(rest, "stdout")).isEqualTo("after\n");
            assertThat(Events.statuses(rest)).containsExactly("completed");
            assertThat(rest.getLast().name()).isEqualTo("result");
        }
        sandbox.close();
    }

    @Test
    void aReaderMissesNothingOfARunThatEndedMeanwhile() throws InterruptedException {
        Sandbox sandbox = Sandbox.open(caller);
        String execution = sandbox.submit(shell("echo before; sleep 2; echo after"));
        String last = readUntilBefore(execution);

        product.kill();
        Await.until("it has ended", Duration.ofSeconds(20), () -> runs("sleep 2"), one -> !one);
        product.restart();

        try (Events events = Events.after(caller, execution, last)) {
            List<Event> rest = events.rest();
            assertThat(Events.text(rest, "stdout")).isEqualTo("after\n");
            assertThat(rest.getLast().name()).isEqualTo("result");
        }
        sandbox.close();
    }

    @Test
    void aReaderGoesOnInTheNextAttemptWhenTheExecutorDies() {
        Sandbox sandbox = Sandbox.open(caller);
        String execution = sandbox.submit(shell(TALK));
        try (Events events = Events.of(caller, execution)) {
            events.untilPrinted("before");

            product.executors().forEach(LivingProcess::kill);
            sandbox.shell("touch go").ok();

            List<Event> rest = events.rest();
            assertThat(Events.text(rest, "stdout")).isEqualTo("after\n");
            assertThat(Events.statuses(rest).getLast()).isEqualTo("completed");
        }
        sandbox.close();
    }

    @Test
    void aReaderIsToldWhenTheExecutorDiesAndTheRunIsNotToBeginAgain() {
        Sandbox sandbox = Sandbox.open(caller);
        Map<String, Object> once = new HashMap<>(shell(TALK));
        once.put("retry", false);
        String execution = sandbox.submit(once);
        try (Events events = Events.of(caller, execution)) {
            events.untilPrinted("before");

            product.executors().forEach(LivingProcess::kill);

            List<Event> rest = events.rest();
            assertThat(Events.statuses(rest)).containsExactly("failed");
            assertThat(rest.getLast().data().path("verdict").asText()).isEqualTo("crashed");
        }
    }

    @Test
    void theNextControlPlaneCancelsWhatRuns() throws InterruptedException {
        Sandbox sandbox = Sandbox.open(caller);
        String execution = sandbox.submit(shell(TALK));
        readUntilBefore(execution);

        product.kill();
        product.restart();

        assertThat(
                        caller.post("/api/v1/executions/" + execution + "/cancel", Map.of())
                                .expect(200)
                                .text("status"))
                .isEqualTo("cancelled");
        assertThat(sandbox.result(execution).stdout()).isEqualTo("before\n");
        sandbox.close();
    }

    private String readUntilBefore(String execution) {
        try (Events events = Events.of(caller, execution)) {
            return events.untilPrinted("before").getLast().id();
        }
    }

    private boolean runs(String words) {
        return product.processes().stream().anyMatch(one -> one.commandLine().equals(words));
    }

    private static Map<String, Object> shell(String code) {
        return Map.of("language", "shell", "code", code, "timeout", 300);
    }
}
