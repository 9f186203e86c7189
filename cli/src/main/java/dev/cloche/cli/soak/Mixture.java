package dev.cloche.cli.soak;

import java.util.Arrays;
import java.util.List;

/// Which errand is run when. Pure: the same number is always the same errand.
final class Mixture {
    // those that take a second each
    private static final int RARE_EVERY = 400;

    private static final List<Errand> USUAL =
            Arrays.stream(Errand.values())
                    .filter(it -> it != Errand.OVERSTAY && it != Errand.ABANDON)
                    .toList();

    private Mixture() {}

    static Errand at(int number) {
        return switch (number % RARE_EVERY) {
            case RARE_EVERY / 4 -> Errand.OVERSTAY;
            case RARE_EVERY * 3 / 4 -> Errand.ABANDON;
            default -> USUAL.get(number % USUAL.size());
        };
    }

    /// Those that make up most of it.
    static List<Errand> usual() {
        return USUAL;
    }
}
