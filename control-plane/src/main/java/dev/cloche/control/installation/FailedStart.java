package dev.cloche.control.installation;

import io.smallrye.config.ConfigValidationException;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Why the application did not start or did not go on. It may not have come as far as having a log.
record FailedStart(Throwable failure) {

    private static final int DEPTH = 20;

    /// 2 when it is the configuration that has to be changed, else 1.
    int exitCode() {
        return causes().anyMatch(FailedStart::isOfConfiguration) ? 2 : 1;
    }

    /// All that is known, from the outside inwards; what a cause repeats of another is left out.
    String reason() {
        SequencedSet<String> said = new LinkedHashSet<>();
        causes().map(FailedStart::words)
                .filter(words -> said.stream().noneMatch(before -> before.contains(words)))
                .forEach(said::add);
        return said.stream().collect(Collectors.joining(": "));
    }

    private static boolean isOfConfiguration(Throwable cause) {
        return cause instanceof UnusableConfiguration || cause instanceof ConfigValidationException;
    }

    private static String words(Throwable cause) {
        String message = cause.getMessage();
        return message == null || message.isBlank()
                ? cause.getClass().getSimpleName()
                : message.strip();
    }

    private Stream<Throwable> causes() {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).limit(DEPTH);
    }
}
