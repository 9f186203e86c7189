package dev.cloche.control.file;

import dev.cloche.api.executor.Expectation;
import dev.cloche.api.executor.FileHead;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The headers with which a caller asks for a file only if, or only a part of it.
record Conditions(
        @Nullable String ifMatch,
        @Nullable String ifNoneMatch,
        @Nullable String ifModifiedSince,
        @Nullable String ifUnmodifiedSince,
        @Nullable String ifRange,
        @Nullable String range) {

    private static final Pattern RANGE = Pattern.compile("bytes=\\s*(\\d*)\\s*-\\s*(\\d*)\\s*");
    private static final String ANY = "*";

    /// What the caller gets.
    sealed interface Verdict {

        /// All of it.
        record Whole() implements Verdict {}

        /// A part of it, at least one byte.
        record Part(long first, long length) implements Verdict {}

        /// Nothing, because it has it.
        record NotModified() implements Verdict {}

        /// Nothing, because the file is another one.
        record Failed() implements Verdict {}

        /// Nothing, because nothing is there.
        record Unsatisfiable() implements Verdict {}
    }

    /// Whether there are none: then the file need not be looked at in advance.
    boolean none() {
        return ifMatch == null
                && ifNoneMatch == null
                && ifModifiedSince == null
                && ifUnmodifiedSince == null
                && range == null;
    }

    /// Judges in the order of RFC 9110, section 13.2.2. What is malformed is as good as absent.
    Verdict judge(FileHead head) {
        if (ifMatch != null ? !matches(ifMatch, head) : isModifiedAfter(ifUnmodifiedSince, head)) {
            return new Verdict.Failed();
        }
        if (ifNoneMatch != null
                ? matchesWeakly(ifNoneMatch, head)
                : isUnmodifiedSince(ifModifiedSince, head)) {
            return new Verdict.NotModified();
        }
        return range == null || !rangeIsStillMeant(head) ? new Verdict.Whole() : part(head.size());
    }

    /// What is expected of a file that is to be changed, if anything is.
    @Nullable Expectation expectation() {
        return ifMatch == null && ifNoneMatch == null
                ? null
                : new Expectation(strong(ifMatch), weak(ifNoneMatch));
    }

    private static @Nullable List<String> strong(@Nullable String header) {
        return header == null ? null : tags(header).map(Conditions::bare).toList();
    }

    private static @Nullable List<String> weak(@Nullable String header) {
        return header == null
                ? null
                : tags(header)
                        .map(tag -> bare(tag.startsWith("W/") ? tag.substring(2) : tag))
                        .toList();
    }

    private static Stream<String> tags(String header) {
        return Arrays.stream(header.split(",", -1)).map(String::strip);
    }

    /// What is not well formed is the tag of no file.
    private static String bare(String tag) {
        boolean quoted = tag.length() > 1 && tag.startsWith("\"") && tag.endsWith("\"");
        return tag.equals(ANY) ? ANY : quoted ? tag.substring(1, tag.length() - 1) : "";
    }

    /// How a tag is written in a header.
    static String quoted(FileHead head) {
        return '"' + head.etag() + '"';
    }

    /// How a time is written in a header.
    static String date(Instant time) {
        return DateTimeFormatter.RFC_1123_DATE_TIME
                .withLocale(Locale.ROOT)
                .format(seconds(time).atOffset(ZoneOffset.UTC));
    }

    private static boolean matches(String header, FileHead head) {
        return header.strip().equals(ANY) || tags(header).anyMatch(quoted(head)::equals);
    }

    private static boolean matchesWeakly(String header, FileHead head) {
        return header.strip().equals(ANY)
                || tags(header)
                        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
                        .anyMatch(quoted(head)::equals);
    }

    private static boolean isModifiedAfter(@Nullable String header, FileHead head) {
        return parsed(header).map(time -> seconds(head.modifiedAt()).isAfter(time)).orElse(false);
    }

    private static boolean isUnmodifiedSince(@Nullable String header, FileHead head) {
        return parsed(header).map(time -> !seconds(head.modifiedAt()).isAfter(time)).orElse(false);
    }

    private boolean rangeIsStillMeant(FileHead head) {
        if (ifRange == null) {
            return true;
        }
        String condition = ifRange.strip();
        return condition.startsWith("\"")
                ? condition.equals(quoted(head))
                : parsed(condition).map(seconds(head.modifiedAt())::equals).orElse(false);
    }

    private Verdict part(long size) {
        Matcher matcher = RANGE.matcher(String.valueOf(range).strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            // Several ranges, another unit, or nothing that makes sense: all of it is right, too.
            return new Verdict.Whole();
        }
        Optional<Long> from = number(matcher.group(1));
        Optional<Long> to = number(matcher.group(2));
        if (from.isEmpty()) {
            return to.<Verdict>map(last -> suffix(last, size)).orElseGet(Verdict.Whole::new);
        }
        if (to.isPresent() && to.get() < from.get()) {
            return new Verdict.Whole();
        }
        if (from.get() >= size) {
            return new Verdict.Unsatisfiable();
        }
        long last = Math.min(to.orElse(Long.MAX_VALUE), size - 1);
        return new Verdict.Part(from.get(), last - from.get() + 1);
    }

    private static Verdict suffix(long bytes, long size) {
        long length = Math.min(bytes, size);
        return length == 0 ? new Verdict.Unsatisfiable() : new Verdict.Part(size - length, length);
    }

    private static Optional<Long> number(String digits) {
        if (digits.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Long.parseLong(digits));
        } catch (NumberFormatException e) {
            return Optional.of(Long.MAX_VALUE);
        }
    }

    private static Optional<Instant> parsed(@Nullable String date) {
        if (date == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Instant.from(
                            DateTimeFormatter.RFC_1123_DATE_TIME
                                    .withLocale(Locale.ROOT)
                                    .parse(date.strip())));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
