package dev.cloche.cli.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.cloche.cli.platform.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What was answered in the end.
final class Reply {
    private final int status;
    private final byte[] body;
    private final boolean unsure;

    Reply(int status, byte[] body, boolean unsure) {
        this.status = status;
        this.body = Arrays.copyOf(body, body.length);
        this.unsure = unsure;
    }

    int status() {
        return status;
    }

    boolean isGood() {
        return status / 100 == 2;
    }

    /// Whether an earlier try of the same request may have been carried out.
    boolean isUnsure() {
        return unsure;
    }

    String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /// What is not JSON is missing.
    JsonNode json() {
        try {
            JsonNode node = Json.MAPPER.readTree(body);
            return node == null ? MissingNode.getInstance() : node;
        } catch (IOException _) {
            return MissingNode.getInstance();
        }
    }

    String errorCode() {
        return json().path("error_code").asText();
    }

    /// For the ledger.
    String brief() {
        String text = text();
        return status + " " + (text.length() > 300 ? text.substring(0, 300) + "…" : text);
    }
}
