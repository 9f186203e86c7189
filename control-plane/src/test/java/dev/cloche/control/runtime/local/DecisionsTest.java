package dev.cloche.control.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.container.ContainerId;
import dev.cloche.control.runtime.ContainerGone;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DecisionsTest {

    private static final String STAT_TAIL =
            " 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 4711 20 21";

    @Test
    void aMarkIsReadWhateverTheProcessCallsItself() {
        assertThat(ProcessMark.parse(7, "7 (a) R (b) S" + STAT_TAIL, "boot"))
                .contains(new ProcessMark(7, 4711, "boot"));
    }

    @Test
    void aProcessThatWaitsToBeBuriedIsDead() {
        assertThat(ProcessMark.parse(7, "7 (sh) Z" + STAT_TAIL, "boot")).isEmpty();
    }

    @Test
    void onlyTheVerySameProcessIsAlive() {
        long self = ProcessHandle.current().pid();
        ProcessMark mark = ProcessMark.of(self).orElseThrow();

        assertThat(mark.isAlive()).isTrue();
        assertThat(new ProcessMark(self, mark.startTicks() - 1, mark.bootId()).isAlive()).isFalse();
        assertThat(new ProcessMark(self, mark.startTicks(), "another boot").isAlive()).isFalse();
        assertThat(new ProcessMark(self, mark.startTicks(), "another boot").handle()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "this, 0, its executor ended",
        "this, 1, its executor failed with code 1: last words",
        "this, 143, its executor died of signal 15",
        "this, , it was killed from outside",
        "that, , the machine was restarted",
        ", , the control plane died while it was launched",
    })
    void anEndingHasAReason(String bootOfMark, Integer exitCode, String reason) {
        Optional<ProcessMark> mark =
                Optional.ofNullable(bootOfMark).map(boot -> new ProcessMark(7, 1, boot));
        OptionalInt exit = exitCode == null ? OptionalInt.empty() : OptionalInt.of(exitCode);

        Ending ending = Ending.of(mark, "this", exit, "last words");

        var id = new ContainerId("cont_aaaaaaaaaaaaaaaa");
        assertThat(ending.news(id)).isEqualTo(new ContainerGone(id, exit, reason));
        assertThat(ending.told()).isFalse();
    }
}
