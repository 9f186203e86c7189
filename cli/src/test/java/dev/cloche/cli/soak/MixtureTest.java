package dev.cloche.cli.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MixtureTest {

    @Test
    void everythingIsDoneAndWhatTakesASecondSeldom() {
        Map<Errand, Integer> counts = new EnumMap<>(Errand.class);
        IntStream.range(0, 4000).forEach(it -> counts.merge(Mixture.at(it), 1, Integer::sum));

        assertThat(counts).containsOnlyKeys(Errand.values());
        assertThat(counts.get(Errand.OVERSTAY)).isEqualTo(10);
        assertThat(counts.get(Errand.ABANDON)).isEqualTo(10);
        assertThat(counts.get(Errand.FOLLOW)).isBetween(60, 70);
        assertThat(counts.get(Errand.SHOUT)).isBetween(60, 70);
        assertThat(counts.get(Errand.CANCEL)).isBetween(60, 70);
        assertThat(Mixture.usual()).allMatch(it -> counts.get(it) > 250);
    }

    @Test
    void theUsualOnesAreQuick() {
        assertThat(Mixture.usual()).allMatch(it -> it.manner() == Errand.Manner.WAITED_FOR);
        assertThat(Mixture.usual()).doesNotContain(Errand.OVERSTAY);
    }
}
