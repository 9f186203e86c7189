package dev.cloche.cli.token;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// How long a token is good for, as it is typed: `30m`, `12h`, `7d`.
record Lifetime(Duration duration) {
    private static final Pattern SHAPE = Pattern.compile("([0-9]{1,9})([smhd])");
    private static final Duration LONGEST = Duration.ofDays(365);

    static final class Converter implements ITypeConverter<Lifetime> {
        @Override
        public Lifetime convert(String typed) {
            Matcher shape = SHAPE.matcher(typed);
            if (!shape.matches()) {
                throw new TypeConversionException(
                        "'" + typed + "' is not a duration like 90s, 30m, 12h or 7d");
            }
            Duration duration = duration(Long.parseLong(shape.group(1)), shape.group(2));
            if (duration.isZero() || duration.compareTo(LONGEST) > 0) {
                throw new TypeConversionException(
                        "'" + typed + "' is out of bounds: 1s to " + LONGEST.toDays() + "d");
            }
            return new Lifetime(duration);
        }

        private static Duration duration(long number, String unit) {
            return switch (unit) {
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
        }
    }
}
