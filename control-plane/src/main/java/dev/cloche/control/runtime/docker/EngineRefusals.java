package dev.cloche.control.runtime.docker;

import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.cloche.control.runtime.HostProblem;
import dev.cloche.control.runtime.Started;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What an answer of the engine, or none, means for whoever wanted a container. Pure.
final class EngineRefusals {

    // What the library makes of an answer, with or without JSON in it.
    private static final Pattern ANSWER =
            Pattern.compile(
                    "Status \\d+: (?:\\{\"message\":\")?(?<words>.*?)(?:\"\\})?", Pattern.DOTALL);
    // Of a container and of a network, in Podman's words.
    private static final Pattern TAKEN = Pattern.compile("already (?:in use|used)");
    private static final int TOO_MANY = 429;
    private static final int BROKEN = 500;
    private static final int DEPTH = 20;

    private EngineRefusals() {}

    /// Whether something of this name is there already.
    static boolean isThere(RuntimeException failure) {
        return failure instanceof ConflictException
                || (failure instanceof InternalServerErrorException
                        && TAKEN.matcher(words(failure)).find());
    }

    /// Whether it is the engine's fault, or that of the way to it.
    static boolean isOfEngine(RuntimeException failure) {
        return failure instanceof DockerException
                || (!(failure instanceof HostProblem)
                        && causes(failure).anyMatch(IOException.class::isInstance));
    }

    /// @throws RuntimeException the failure itself, when it is not the engine's
    static Started of(RuntimeException failure, String image) {
        String words = words(failure);
        if (failure instanceof NotFoundException && words.contains("mage")) {
            return new Started.Refused(
                    "its image cannot be had: the engine has no %s; pull or build it: %s"
                            .formatted(image, words));
        }
        if (words.contains("no space left on device") || words.contains("disk quota exceeded")) {
            return new Started.NoRoom("the disk of the engine is full: " + words);
        }
        if (failure instanceof DockerException answer) {
            return answer.getHttpStatus() >= BROKEN || answer.getHttpStatus() == TOO_MANY
                    ? new Started.NoRoom("the engine does not answer as it should: " + words)
                    : new Started.Refused("the engine does not want this container: " + words);
        }
        if (isOfEngine(failure)) {
            return new Started.NoRoom("the engine does not answer: " + words);
        }
        throw failure;
    }

    /// What was said, by whoever said it first.
    static String words(Throwable failure) {
        String said =
                causes(failure)
                        .map(Throwable::getMessage)
                        .filter(message -> message != null && !message.isBlank())
                        .reduce((_, inner) -> inner)
                        .orElse(failure.getClass().getSimpleName());
        Matcher answer = ANSWER.matcher(said.strip());
        return answer.matches() ? answer.group("words").replace("\\n", " ").strip() : said.strip();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause).limit(DEPTH);
    }
}
