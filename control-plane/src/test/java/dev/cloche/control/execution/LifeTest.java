package dev.cloche.control.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.execution.ExecutionStatus;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Whatever happens, in whatever order, a life keeps to the states and ways that executions have.
final class LifeTest {

    private static final int STORIES = 20_000;
    private static final int LENGTH = 40;

    @Test
    void noOrderOfThingsLeadsOffTheWaysThatThereAre() {
        Set<ExecutionStatus> seen = EnumSet.noneOf(ExecutionStatus.class);
        for (int story = 0; story < STORIES; story++) {
            SplittableRandom random = new SplittableRandom(story);
            Life life = Life.begin(random.nextInt(4) > 0);
            for (int step = 0; step < LENGTH; step++) {
                Happening what = Happening.any(random);
                Life next = life.after(what);
                Ways.requireAllowed(
                        "story " + story + ", step " + step + ": " + what,
                        life.status(),
                        life.attempt(),
                        next.status(),
                        next.attempt());
                assertThat(next.repeatable() || next.attempt() == 1)
                        .as("what must not run twice does not")
                        .isTrue();
                life = next;
                seen.add(life.status());
            }
        }
        assertThat(seen).as("every state comes up").hasSize(ExecutionStatus.values().length);
    }

    @Test
    void whenAllIsQuietAndItsSessionIsOverAnExecutionIsFinal() {
        for (int story = 0; story < STORIES; story++) {
            SplittableRandom random = new SplittableRandom(story);
            Life life = Life.begin(random.nextInt(4) > 0);
            for (int step = 0; step < LENGTH; step++) {
                life = life.after(Happening.any(random));
            }
            life = life.after(new Happening.SessionOver()).after(new Happening.LookedAtLater());
            assertThat(life.status().isFinal()).as("story %d: %s", story, life).isTrue();
        }
    }
}
