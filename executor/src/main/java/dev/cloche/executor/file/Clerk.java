package dev.cloche.executor.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.executor.kernel.Refusal;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jboss.logging.Logger;

/// The program that does one thing to the files of one session, and its answer.
final class Clerk implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Clerk.class);
    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final int LONGEST_COMPLAINT = 4096;

    private final Process process;
    private final InputStream output;
    private final ObjectMapper json;
    private final Runnable gone;

    /// @param gone told when it is over
    Clerk(Process process, ObjectMapper json, Runnable gone) {
        this.process = process;
        this.output = new BufferedInputStream(process.getInputStream());
        this.json = json;
        this.gone = gone;
    }

    /// Where it hears its order, and what belongs to that.
    OutputStream input() {
        return process.getOutputStream();
    }

    /// What it says, once it has heard everything.
    ///
    /// @throws Refusal when it did nothing
    JsonNode answer() throws IOException {
        JsonNode answer = parsed(line());
        if (answer.has("refused")) {
            throw refusal(answer.path("refused").asText(), answer.path("detail").asText());
        }
        return answer;
    }

    /// The content that follows its answer.
    InputStream content() {
        return output;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        gone.run();
    }

    private byte[] line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int one = output.read(); one >= 0 && one != '\n'; one = output.read()) {
            if (line.size() >= LONGEST_ANSWER) {
                throw failed("its answer is too long");
            }
            line.write(one);
        }
        return line.toByteArray();
    }

    private JsonNode parsed(byte[] line) throws IOException {
        if (line.length == 0) {
            byte[] said = process.getErrorStream().readNBytes(LONGEST_COMPLAINT);
            throw failed(new String(said, StandardCharsets.UTF_8).strip());
        }
        try {
            return json.readTree(line);
        } catch (JsonProcessingException problem) {
            throw failed("its answer is not JSON");
        }
    }

    private static Refusal refusal(String word, String detail) {
        return switch (word) {
            case "invalid_parameter" -> new Refusal(ErrorCode.INVALID_PARAMETER, detail);
            case "file_not_found" -> new Refusal(ErrorCode.FILE_NOT_FOUND, detail);
            case "conflict" -> new Refusal(ErrorCode.CONFLICT, detail);
            case "precondition_failed" -> new Refusal(ErrorCode.PRECONDITION_FAILED, detail);
            case "payload_too_large" -> new Refusal(ErrorCode.PAYLOAD_TOO_LARGE, detail);
            case "not_an_archive" -> new Refusal(ErrorCode.NOT_AN_ARCHIVE, detail);
            case "workspace_full" -> new Refusal(ErrorCode.WORKSPACE_FULL, detail);
            case "aborted" -> new Refusal(ErrorCode.EXECUTOR_VALIDATION, detail);
            default -> failed(word + ": " + detail);
        };
    }

    private static Refusal failed(String why) {
        LOG.errorf("files cannot be handled: %s", why);
        return new Refusal(ErrorCode.EXECUTOR_INTERNAL_ERROR, "see the log of the container");
    }
}
