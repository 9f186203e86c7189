package dev.cloche.api.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class NewSignalTest {

    @ParameterizedTest
    @EnumSource(Signal.class)
    void everySignalIsKnownByBothOfItsNames(Signal signal) {
        assertThat(signal.wire()).matches(NewSignal.PATTERN);
        assertThat(signal.name()).matches(NewSignal.PATTERN);
        assertThat(new NewSignal(signal.wire()).named()).isEqualTo(signal);
    }

    @Test
    void aRefusalTellsWhichOnesThereAre() {
        assertThat(NewSignal.NAMES)
                .isEqualTo(
                        Arrays.stream(Signal.values())
                                .map(Signal::wire)
                                .collect(Collectors.joining(", ")));
    }
}
