package dev.cloche.control.kernel;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A number of bytes, written like `512Mi` or `8Gi`.
public record ByteSize(long bytes) implements Comparable<ByteSize> {

    private static final Pattern SHAPE = Pattern.compile("([0-9]{1,9})(Mi|Gi)");

    public static ByteSize mebi(long count) {
        return new ByteSize(Math.multiplyExact(count, 1L << 20));
    }

    public static ByteSize gibi(long count) {
        return new ByteSize(Math.multiplyExact(count, 1L << 30));
    }

    /// Nothing when the text has another shape.
    public static Optional<ByteSize> parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long count = Long.parseLong(matcher.group(1));
        return Optional.of(matcher.group(2).equals("Mi") ? mebi(count) : gibi(count));
    }

    @Override
    public int compareTo(ByteSize other) {
        return Long.compare(bytes, other.bytes);
    }
}
