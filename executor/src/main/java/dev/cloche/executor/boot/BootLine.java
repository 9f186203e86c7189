package dev.cloche.executor.boot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloche.api.executor.ExecutorBoot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads what the executor is told: one line of JSON, from its standard input.
public final class BootLine {

    private static final int LONGEST = 64 * 1024;

    private BootLine() {}

    /// How the line turned out.
    public sealed interface Outcome {

        /// It can be worked with.
        record Told(ExecutorBoot boot) implements Outcome {}

        /// It cannot.
        record Wrong(String why) implements Outcome {}
    }

    public static Outcome read(InputStream input) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int one = input.read(); one >= 0 && one != '\n'; one = input.read()) {
            if (line.size() >= LONGEST) {
                return new Outcome.Wrong("it is longer than " + LONGEST + " bytes");
            }
            line.write(one);
        }
        return line.size() == 0 ? new Outcome.Wrong("it is empty") : parse(line.toByteArray());
    }

    // The line holds secrets, so that no message may quote it.
    private static Outcome parse(byte[] line) {
        var json = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        try {
            ExecutorBoot boot = json.readValue(line, ExecutorBoot.class);
            return fault(boot)
                    .<Outcome>map(Outcome.Wrong::new)
                    .orElseGet(() -> new Outcome.Told(boot));
        } catch (JsonMappingException problem) {
            return new Outcome.Wrong("a value is not allowed: " + field(problem));
        } catch (JsonProcessingException problem) {
            return new Outcome.Wrong("it is not JSON");
        } catch (IllegalArgumentException problem) {
            return new Outcome.Wrong("a value in it is not allowed");
        } catch (IOException problem) {
            return new Outcome.Wrong("it cannot be read");
        }
    }

    private static String field(JsonMappingException problem) {
        return problem.getPath().stream()
                .map(JsonMappingException.Reference::getFieldName)
                .collect(Collectors.joining("."));
    }

    private static Optional<String> fault(ExecutorBoot boot) {
        if (boot == null || boot.containerId() == null || boot.templateId() == null) {
            return Optional.of("container_id or template_id is missing");
        }
        boolean blank =
                Stream.of(
                                boot.callbackSecret(),
                                boot.dispatchToken(),
                                boot.controlPlaneUrl(),
                                boot.workspaces(),
                                boot.spool())
                        .anyMatch(value -> value == null || value.isBlank());
        if (blank) {
            return Optional.of("a secret, an address or a directory is missing");
        }
        if (!Path.of(boot.workspaces()).isAbsolute() || !Path.of(boot.spool()).isAbsolute()) {
            return Optional.of("workspaces and spool must be absolute paths");
        }
        if (boot.cgroups() != null && !Path.of(boot.cgroups()).isAbsolute()) {
            return Optional.of("cgroups must be an absolute path");
        }
        if (boot.orphanAfterSeconds() <= 0) {
            return Optional.of("orphan_after_seconds must be positive");
        }
        URI url = URI.create(boot.controlPlaneUrl());
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        return http && url.getHost() != null
                ? Optional.empty()
                : Optional.of("control_plane_url must be an http address");
    }
}
