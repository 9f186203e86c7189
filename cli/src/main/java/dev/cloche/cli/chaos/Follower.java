package dev.cloche.cli.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.cli.platform.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A reader of events, who goes on where the stream broke.
final class Follower {
    private static final long PATIENCE_MS = 120_000;
    private static final long PAUSE_MS = 300;
    private static final int SECONDS = 60;
    private static final int GOOD = 200;
    private static final int ALL_TOLD = 204;

    private final Courier courier;
    private final Accounts accounts;
    private final String key;
    private final String path;
    private final StringBuilder printed = new StringBuilder();
    private String last = "";
    private boolean over;

    Follower(Courier courier, Accounts accounts, String key, String path) {
        this.courier = courier;
        this.accounts = accounts;
        this.key = key;
        this.path = path;
    }

    /// All that was printed; nothing when it took too long.
    Optional<String> read() throws InterruptedException {
        long start = accounts.now();
        while (accounts.now() - start < PATIENCE_MS) {
            try {
                HttpResponse<InputStream> response =
                        courier.open(Request.get(key, path + "/events").waiting(SECONDS), last);
                try (InputStream body = response.body()) {
                    if (response.statusCode() == GOOD) {
                        take(body);
                    }
                }
                if (over || response.statusCode() == ALL_TOLD) {
                    return Optional.of(printed.toString());
                }
            } catch (IOException e) {
                accounts.tally().failure("events " + e.getClass().getSimpleName());
            }
            Thread.sleep(PAUSE_MS);
        }
        return Optional.empty();
    }

    private void take(InputStream body) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        String name = "";
        String id = "";
        String data = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.isEmpty() && !name.isEmpty()) {
                event(name, id, Json.MAPPER.readTree(data));
                name = "";
                data = "";
            }
            name = value(line, "event: ", name);
            id = value(line, "id: ", id);
            data = value(line, "data: ", data);
        }
    }

    private void event(String name, String id, JsonNode data) {
        if (name.equals("stdout")) {
            printed.append(data.path("text").asText());
        }
        over |= name.equals("result");
        last = id;
    }

    private static String value(String line, String name, String otherwise) {
        return line.startsWith(name) ? line.substring(name.length()) : otherwise;
    }
}
