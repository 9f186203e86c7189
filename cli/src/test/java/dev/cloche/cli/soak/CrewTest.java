package dev.cloche.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.cli.platform.Platform;
import dev.cloche.cli.platform.StubPlatform;
import org.junit.jupiter.api.Test;

final class CrewTest {

    @Test
    void aWrongAnswerIsAFaultAndTheWorkGoesOn() throws Exception {
        // right for the three errands that print 2, wrong for the other nine
        try (StubPlatform stub = new StubPlatform("ok", "2\\n");
                Platform platform = stub.platform();
                Crew crew = new Crew(platform, 2)) {
            crew.warmUp();

            assertThat(crew.faults()).hasSize(2 * (Mixture.usual().size() - 3));
            assertThat(crew.faults()).anyMatch(it -> it.startsWith("RAISE gave the verdict ok"));
            assertThat(crew.hasGivenUp()).isFalse();
        }
    }

    @Test
    void sessionsAreRenewedAndNoneIsLeft() throws Exception {
        try (StubPlatform stub = new StubPlatform("error", "so far\\n");
                Platform platform = stub.platform()) {
            try (Crew crew = new Crew(platform, 1)) {
                for (int round = 0; round < 25; round++) {
                    crew.warmUp();
                }
                assertThat(stub.opened()).isEqualTo(2);
                assertThat(stub.open()).hasSize(1);
            }
            assertThat(stub.open()).isEmpty();
        }
    }

    @Test
    void whenTooMuchGoesWrongNothingMoreIsTried() throws Exception {
        try (StubPlatform stub = new StubPlatform("crashed", "");
                Platform platform = stub.platform();
                Crew crew = new Crew(platform, 2)) {
            crew.work(1, 90_000);

            assertThat(crew.hasGivenUp()).isTrue();
            assertThat(crew.faults()).hasSizeBetween(100, 110);
        }
    }
}
