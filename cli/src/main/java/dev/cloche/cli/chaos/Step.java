package dev.cloche.cli.chaos;

import java.util.Random;

/// What a caller does next.
///
/// @param number that its code is made with
/// @param once whether the code must not run twice, whatever happens
/// @param template for a new session
/// @param renew whether the caller first ends its session and takes another one
/// @param thinkMillis pause before it
record Step(
        Errand errand, int number, boolean once, String template, boolean renew, int thinkMillis) {
    /// Each session alone in its container.
    static final String STRICT = "chaos-strict";

    private static final int NUMBERS = 100_000;
    private static final int ONCE_ONE_IN = 4;
    private static final int STRICT_ONE_IN = 5;
    private static final int RENEW_ONE_IN = 12;
    private static final int MOST_THINKING_MS = 400;

    /// Pure: the next one of a caller with that source of chance.
    static Step next(Random random) {
        Errand[] errands = Errand.values();
        return new Step(
                errands[random.nextInt(errands.length)],
                random.nextInt(1, NUMBERS),
                random.nextInt(ONCE_ONE_IN) == 0,
                random.nextInt(STRICT_ONE_IN) == 0 ? STRICT : "multi-language",
                random.nextInt(RENEW_ONE_IN) == 0,
                random.nextInt(MOST_THINKING_MS));
    }
}
