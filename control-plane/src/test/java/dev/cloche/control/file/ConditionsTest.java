package dev.cloche.control.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.executor.FileHead;
import dev.cloche.control.file.Conditions.Verdict;
import java.time.Instant;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConditionsTest {

    private static final Instant CHANGED = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final String DATE = "Fri, 2 Jan 2026 03:04:05 GMT";
    private static final String EARLIER = "Fri, 2 Jan 2026 03:04:04 GMT";
    private static final FileHead HEAD = head(10);

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    private static FileHead head(long size) {
        return new FileHead(size, CHANGED.toEpochMilli(), "tag", 0);
    }

    private static Conditions range(String range) {
        return new Conditions(null, null, null, null, null, range);
    }

    /// Whatever is asked for, what is served lies within the file and is what was asked for.
    @ParameterizedTest
    @MethodSource("seeds")
    void aPartLiesWithinTheFile(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < 100; i++) {
            long size = random.nextInt(5);
            long first = random.nextInt(6);
            long last = random.nextInt(6);

            Verdict verdict = range("bytes=" + first + "-" + last).judge(head(size));

            switch (verdict) {
                case Verdict.Part(var from, var length) -> {
                    assertThat(from).isEqualTo(first);
                    assertThat(length).isPositive().isLessThanOrEqualTo(size - first);
                    assertThat(length).isEqualTo(Math.min(last, size - 1) - first + 1);
                }
                case Verdict.Unsatisfiable() -> assertThat(first).isGreaterThanOrEqualTo(size);
                case Verdict.Whole() -> assertThat(last).isLessThan(first);
                case Verdict.NotModified _, Verdict.Failed _ ->
                        throw new AssertionError("nobody asked: " + verdict);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=-1, 9, 1",
        "bytes=-99, 0, 10",
        "bytes=9-, 9, 1",
        "BYTES=0-0, 0, 1",
        "bytes=0-99999999999999999999, 0, 10"
    })
    void aPartIsFound(String asked, long first, long length) {
        assertThat(range(asked).judge(HEAD)).isEqualTo(new Verdict.Part(first, length));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=",
                "bytes=-",
                "bytes=5-4",
                "bytes=a-b",
                "bytes=0-1,2-3",
                "lines=0-1",
                "0-1",
                ""
            })
    void whatMakesNoSenseIsAsGoodAsAbsent(String asked) {
        assertThat(range(asked).judge(HEAD)).isEqualTo(new Verdict.Whole());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10-", "bytes=10-20", "bytes=-0"})
    void nothingIsBehindTheEnd(String asked) {
        assertThat(range(asked).judge(HEAD)).isEqualTo(new Verdict.Unsatisfiable());
    }

    @Test
    void anEmptyFileHasNoParts() {
        assertThat(range("bytes=0-").judge(head(0))).isEqualTo(new Verdict.Unsatisfiable());
        assertThat(range("bytes=-1").judge(head(0))).isEqualTo(new Verdict.Unsatisfiable());
    }

    @Test
    void aTagIsComparedStronglyForChangesAndWeaklyForCopies() {
        assertThat(asked("\"tag\"", null, null, null)).isEqualTo(new Verdict.Whole());
        assertThat(asked("*", null, null, null)).isEqualTo(new Verdict.Whole());
        assertThat(asked("\"a\", \"tag\"", null, null, null)).isEqualTo(new Verdict.Whole());
        assertThat(asked("W/\"tag\"", null, null, null)).isEqualTo(new Verdict.Failed());
        assertThat(asked("tag", null, null, null)).isEqualTo(new Verdict.Failed());
        assertThat(asked(null, "W/\"tag\"", null, null)).isEqualTo(new Verdict.NotModified());
        assertThat(asked(null, "\"a\",\"tag\"", null, null)).isEqualTo(new Verdict.NotModified());
        assertThat(asked(null, "*", null, null)).isEqualTo(new Verdict.NotModified());
        assertThat(asked(null, "\"a\"", null, null)).isEqualTo(new Verdict.Whole());
    }

    @Test
    void datesAreComparedInSecondsAndOnlyWithoutTags() {
        assertThat(asked(null, null, DATE, null)).isEqualTo(new Verdict.NotModified());
        assertThat(asked(null, null, EARLIER, null)).isEqualTo(new Verdict.Whole());
        assertThat(asked(null, null, "yesterday", null)).isEqualTo(new Verdict.Whole());
        assertThat(asked(null, null, null, DATE)).isEqualTo(new Verdict.Whole());
        assertThat(asked(null, null, null, EARLIER)).isEqualTo(new Verdict.Failed());
        assertThat(asked(null, "\"a\"", DATE, null)).isEqualTo(new Verdict.Whole());
        assertThat(asked("\"tag\"", null, null, EARLIER)).isEqualTo(new Verdict.Whole());
        assertThat(Conditions.date(CHANGED)).isEqualTo(DATE);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "'\"tag\"', true",
                "'\"other\"', false",
                "'W/\"tag\"', false",
                "'Fri, 2 Jan 2026 03:04:05 GMT', true",
                "'Fri, 2 Jan 2026 03:04:06 GMT', false",
                "'nonsense', false",
            })
    void aPartIsServedOnlyOfTheFileThatWasBegun(String ifRange, boolean served) {
        var conditions = new Conditions(null, null, null, null, ifRange, "bytes=0-0");

        assertThat(conditions.judge(HEAD))
                .isEqualTo(served ? new Verdict.Part(0, 1) : new Verdict.Whole());
    }

    private static Verdict asked(
            @Nullable String match,
            @Nullable String noneMatch,
            @Nullable String modified,
            @Nullable String unmodified) {
        return new Conditions(match, noneMatch, modified, unmodified, null, null).judge(HEAD);
    }
}
