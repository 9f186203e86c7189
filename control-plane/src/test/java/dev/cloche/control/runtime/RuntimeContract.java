package dev.cloche.control.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.executor.ExecutorBoot;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.template.ResourceLimits;
import dev.cloche.api.template.TemplateId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// What any runtime promises. The fake keeps the same promises as the real ones.
public interface RuntimeContract {

    ContainerId ONE = new ContainerId("cont_aaaaaaaaaaaaaaaa");
    ContainerId OTHER = new ContainerId("cont_bbbbbbbbbbbbbbbb");

    /// A runtime with room for two containers and none in it.
    ContainerRuntime runtime();

    /// Makes a container's executor die of a failure, as nobody asked it to.
    void crash(ContainerId id) throws Exception;

    static ContainerSpec spec(ContainerId id) {
        return new ContainerSpec(
                id,
                new TemplateId("python-basic"),
                Optional.empty(),
                Room.forSessions(new ResourceLimits("0.5", "256Mi", "1Gi", null), 1),
                new ExecutorBoot(
                        id,
                        new TemplateId("python-basic"),
                        "callback-5ecret",
                        "dispatch-5ecret",
                        "http://127.0.0.1:1",
                        "",
                        "",
                        60,
                        null,
                        List.of()));
    }

    @Test
    default void aContainerThatWasStartedIsAlive() {
        Started started = runtime().start(spec(ONE));

        assertThat(started).isInstanceOf(Started.Running.class);
        assertThat(runtime().alive()).containsExactly(ONE);
    }

    @Test
    default void startingTheSameNameTwiceGivesTheSameContainer() {
        assertThat(runtime().start(spec(ONE))).isEqualTo(runtime().start(spec(ONE)));
        assertThat(runtime().alive()).containsExactly(ONE);
    }

    @Test
    default void aNameIsNotUsedAgain() {
        runtime().start(spec(ONE));
        runtime().remove(ONE);

        assertThat(runtime().start(spec(ONE))).isInstanceOf(Started.Refused.class);
    }

    @Test
    default void whenThereIsNoRoomItSaysSo() {
        runtime().start(spec(ONE));
        runtime().start(spec(OTHER));

        Started third = runtime().start(spec(new ContainerId("cont_cccccccccccccccc")));

        assertThat(third).isInstanceOf(Started.NoRoom.class);
        assertThat(runtime().alive()).containsExactlyInAnyOrder(ONE, OTHER);
    }

    @Test
    default void aRemovedContainerIsGoneAndMakesRoom() {
        runtime().start(spec(ONE));
        runtime().start(spec(OTHER));

        runtime().remove(ONE);

        assertThat(runtime().alive()).containsExactly(OTHER);
        assertThat(runtime().start(spec(new ContainerId("cont_cccccccccccccccc"))))
                .isInstanceOf(Started.Running.class);
    }

    @Test
    default void removingWhatIsNotThereIsFine() {
        assertThatCode(
                        () -> {
                            runtime().remove(ONE);
                            runtime().purge(ONE);
                            runtime().start(spec(ONE));
                            runtime().remove(ONE);
                            runtime().remove(ONE);
                            runtime().purge(ONE);
                            runtime().purge(ONE);
                        })
                .doesNotThrowAnyException();
        assertThat(runtime().alive()).isEmpty();
    }

    @Test
    default void forgettingASessionThatNeverWasIsFine() {
        assertThatCode(() -> runtime().removeWorkspace(ONE, new SessionId("sess_never")))
                .doesNotThrowAnyException();
    }

    @Test
    default void aCrashIsToldOnce() throws Exception {
        BlockingQueue<ContainerGone> told = new LinkedBlockingQueue<>();
        runtime().watch(told::add);
        runtime().start(spec(ONE));

        crash(ONE);

        ContainerGone gone = told.poll(60, TimeUnit.SECONDS);
        assertThat(gone).isNotNull();
        assertThat(gone.id()).isEqualTo(ONE);
        assertThat(gone.reason()).isNotBlank();
        assertThat(runtime().alive()).isEmpty();
        assertThat(told.poll(1500, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    default void aRemovalIsToldOnceAndBeforeItIsForgotten() throws Exception {
        BlockingQueue<ContainerGone> told = new LinkedBlockingQueue<>();
        runtime().start(spec(ONE));
        runtime().purge(ONE);

        runtime().watch(told::add);

        ContainerGone gone = told.poll(60, TimeUnit.SECONDS);
        assertThat(gone).isNotNull();
        assertThat(gone.reason()).contains("removed");
        assertThat(told.poll(1500, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    default void aTellingThatFailsIsTriedAgain() throws Exception {
        BlockingQueue<ContainerGone> told = new LinkedBlockingQueue<>();
        BlockingQueue<ContainerGone> first = new LinkedBlockingQueue<>();
        runtime()
                .watch(gone -> {
                    if (first.isEmpty()) {
                        first.add(gone);
                        throw new IllegalStateException("the database is away");
                    }
                    told.add(gone);
                });
        runtime().start(spec(ONE));

        runtime().remove(ONE);

        assertThat(told.poll(60, TimeUnit.SECONDS)).isNotNull().isEqualTo(first.peek());
    }

    @Test
    default void nobodyKnowsTheLogOfAContainerThatNeverWas() {
        assertThat(runtime().logs(ONE, 10)).isEmpty();
        try (var reader = runtime().follow(ONE, new LogQuery(10, Optional.empty()))) {
            assertThat(reader.next(Duration.ofSeconds(60))).isEmpty();
        }
    }
}
