package dev.cloche.control.execution;

import dev.cloche.control.kernel.Refusal;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How far a reader of events has come. It is the id of an event, so nothing has to be stored for a
/// reader to go on: `stdout.stderr.told`.
///
/// @param stdout characters of it that were sent
/// @param stderr characters of it that were sent
/// @param told the last thing that was said about the whole
record Position(int stdout, int stderr, Told told) {

    static final Position START = new Position(0, 0, Told.NOTHING);

    private static final Pattern SHAPE = Pattern.compile("([0-9]{1,9})\\.([0-9]{1,9})\\.([0-4])");

    /// What is said about an execution, in this order.
    enum Told {
        NOTHING("0"),
        PENDING("1"),
        RUNNING("2"),
        ENDED("3"),
        RESULT("4");

        private final String digit;

        Told(String digit) {
            this.digit = digit;
        }

        private static Told of(String digit) {
            return Arrays.stream(values())
                    .filter(told -> told.digit.equals(digit))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /// Reads what a reader says it has seen last.
    ///
    /// @throws Refusal when no event has such an id
    static Position of(String text) {
        Matcher parts = SHAPE.matcher(text);
        if (!parts.matches()) {
            throw Refusal.invalid(
                    "Last-Event-ID: '" + text + "' is not the id of an event of this stream");
        }
        return new Position(
                Integer.parseInt(parts.group(1)),
                Integer.parseInt(parts.group(2)),
                Told.of(parts.group(3)));
    }

    String text() {
        return stdout + "." + stderr + "." + told.digit;
    }
}
