package dev.cloche.control.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BucketTest {

    private static final Instant START = Instant.parse("2026-01-15T10:00:00Z");

    @Test
    void afterAPauseAsManyAsTheBurstComeThroughAndNoMore() {
        Bucket bucket = Bucket.full(3, START);
        for (int i = 0; i < 3; i++) {
            assertThat(bucket.hasOne()).isTrue();
            bucket = bucket.less();
        }

        assertThat(bucket.hasOne()).isFalse();
        assertThat(bucket.pause(2)).isEqualTo(Duration.ofMillis(500));
        assertThat(bucket.at(START.plusMillis(500), 2, 3).hasOne()).isTrue();
        assertThat(bucket.at(START.plusSeconds(3600), 2, 3).tokens()).isEqualTo(3);
    }

    @Test
    void aClockThatGoesBackTakesNothing() {
        assertThat(Bucket.full(2, START).at(START.minusSeconds(9), 1, 2).tokens()).isEqualTo(2);
    }

    @Test
    void inTheLongRunNoMoreComeThroughThanThePaceAllows() {
        var chance = new Random(7);
        Bucket bucket = Bucket.full(10, START);
        Instant now = START;
        int through = 0;
        for (int i = 0; i < 20_000; i++) {
            now = now.plusMillis(chance.nextInt(20));
            bucket = bucket.at(now, 5, 10);
            if (bucket.hasOne()) {
                bucket = bucket.less();
                through++;
            }
        }
        double seconds = Duration.between(START, now).toMillis() / 1000.0;

        assertThat((double) through).isBetween(5 * seconds - 1, 5 * seconds + 11);
    }
}
