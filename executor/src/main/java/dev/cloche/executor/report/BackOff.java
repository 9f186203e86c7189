package dev.cloche.executor.report;

import java.time.Duration;

/// How long to wait before a report is sent again.
record BackOff(Duration delay) {

    private static final Duration LONGEST = Duration.ofSeconds(5);

    static BackOff first() {
        return new BackOff(Duration.ofMillis(100));
    }

    BackOff next() {
        Duration doubled = delay.multipliedBy(2);
        return new BackOff(doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled);
    }
}
