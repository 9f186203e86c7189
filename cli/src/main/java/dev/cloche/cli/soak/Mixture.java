package dev.cloche.cli.soak;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Which errand is run when. Pure: the same number is always the same errand.
final class Mixture {
    // those that take a second each
    private static final int RARE_EVERY = 400;

    // those that take several requests each
    private static final int SOME_EVERY = 20;

    private static final Set<Errand> RARE = EnumSet.of(Errand.OVERSTAY, Errand.ABANDON);
    private static final List<Errand> SOME = List.of(Errand.FOLLOW, Errand.SHOUT, Errand.CANCEL);

    private static final List<Errand> USUAL =
            Arrays.stream(Errand.values())
                    .filter(it -> !RARE.contains(it) && !SOME.contains(it))
                    .toList();

    private Mixture() {}

    static Errand at(int number) {
        return switch (number % RARE_EVERY) {
            case RARE_EVERY / 4 -> Errand.OVERSTAY;
            case RARE_EVERY * 3 / 4 -> Errand.ABANDON;
            default ->
                    number % SOME_EVERY == SOME_EVERY - 1
                            ? SOME.get(number / SOME_EVERY % SOME.size())
                            : USUAL.get(number % USUAL.size());
        };
    }

    /// Those that make up most of it.
    static List<Errand> usual() {
        return USUAL;
    }
}
