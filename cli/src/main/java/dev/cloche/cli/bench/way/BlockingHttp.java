package dev.cloche.cli.bench.way;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.platform.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/// HTTP as it costs least: the thread that asks is the one that writes and reads, on a connection
/// that stays open. What a client does beside that is no part of what is measured.
public final class BlockingHttp {
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(100);

    static {
        // one for each caller, and no request is made twice
        String _ = System.setProperty("http.maxConnections", "128");
        String _ = System.setProperty("sun.net.http.retryPost", "false");
    }

    private final String base;
    private final String authorization;

    /// @param base what all paths are below
    /// @param token what requests are signed with
    public BlockingHttp(String base, String token) {
        this.base = base;
        this.authorization = "Bearer " + token;
    }

    /// What came back.
    public record Answer(int status, String body) {}

    /// Sends a body and waits for the answer.
    public Answer send(String method, String path, Object body) {
        try {
            return send(method, path, Json.MAPPER.writeValueAsBytes(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request could not be written", e);
        } catch (IOException e) {
            throw new Refusal(
                    Exit.FAILED, "the connection to " + base + " broke: " + e.getMessage(), e);
        }
    }

    private Answer send(String method, String path, byte[] body) throws IOException {
        var connection = (HttpURLConnection) URI.create(base + path).toURL().openConnection();
        connection.setRequestMethod(method);
        connection.setReadTimeout((int) LONGEST_ANSWER.toMillis());
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setRequestProperty("Accept", "application/json");
        connection.setRequestProperty("Authorization", authorization);
        connection.setDoOutput(true);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body);
        }
        int status = connection.getResponseCode();
        InputStream found =
                status < 400 ? connection.getInputStream() : connection.getErrorStream();
        if (found == null) {
            return new Answer(status, "");
        }
        try (found) {
            return new Answer(status, new String(found.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
