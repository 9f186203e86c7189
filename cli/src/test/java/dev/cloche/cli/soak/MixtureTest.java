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
        assertThat(Mixture.usual()).allMatch(it -> counts.get(it) > 300);
    }

    @Test
    void theUsualOnesAreQuick() {
        assertThat(Mixture.usual()).doesNotContain(Errand.OVERSTAY, Errand.ABANDON);
    }
}
