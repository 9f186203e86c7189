package dev.cloche.cli.bench.way;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.platform.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/// HTTP as it costs least: the thread that asks is the one that writes and reads, on a connection
/// that stays open. What a client does beside that is no part of what is measured.
public final class BlockingHttp implements AutoCloseable {
    private static final Duration LONGEST_ANSWER = Duration.ofSeconds(100);

    private final URI base;
    private final String headers;
    private final Duration patience;
    private final Deque<Wire> idle = new ConcurrentLinkedDeque<>();

    /// @param base what all paths are below
    /// @param token what requests are signed with
    public BlockingHttp(String base, String token) {
        this(base, token, LONGEST_ANSWER);
    }

    /// @param patience how long an answer is waited for
    public BlockingHttp(String base, String token, Duration patience) {
        this.base = URI.create(base);
        this.headers =
                "Host: "
                        + this.base.getAuthority()
                        + "\r\nAuthorization: Bearer "
                        + token
                        + "\r\nContent-Type: application/json\r\nAccept: application/json"
                        + "\r\nContent-Length: ";
        this.patience = patience;
    }

    /// What came back.
    public record Answer(int status, String body) {}

    /// Sends a body and waits for the answer.
    public Answer send(String method, String path, Object body) {
        return send(method, path, body(body));
    }

    /// What is sent of something.
    public static byte[] body(Object body) {
        try {
            return Json.MAPPER.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a request could not be written", e);
        }
    }

    /// Sends what was written before, and waits for the answer.
    public Answer send(String method, String path, byte[] body) {
        try {
            return exchange(request(method, path, body));
        } catch (IOException e) {
            throw new Refusal(
                    Exit.FAILED, "the connection to " + base + " broke: " + e.getMessage(), e);
        }
    }

    private Answer exchange(byte[] request) throws IOException {
        Wire wire = idle.pollFirst();
        if (wire == null) {
            wire = Wire.to(base, patience);
        }
        try {
            Answer answer = wire.exchange(request);
            if (wire.isOpen()) {
                idle.addFirst(wire);
            } else {
                wire.close();
            }
            return answer;
        } catch (IOException e) {
            wire.close();
            throw e;
        }
    }

    private byte[] request(String method, String path, byte[] body) {
        String head =
                method
                        + " "
                        + base.getRawPath()
                        + path
                        + " HTTP/1.1\r\n"
                        + headers
                        + body.length
                        + "\r\n\r\n";
        byte[] first = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(first, first.length + body.length);
        System.arraycopy(body, 0, all, first.length, body.length);
        return all;
    }

    /// Ends all connections; nobody asks any more.
    @Override
    public void close() {
        for (Wire wire = idle.pollFirst(); wire != null; wire = idle.pollFirst()) {
            try {
                wire.close();
            } catch (IOException _) {
                // it is gone, which is what was wanted
            }
        }
    }
}
