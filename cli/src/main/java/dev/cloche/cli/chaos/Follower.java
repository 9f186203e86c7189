package dev.cloche.cli.chaos;

import dev.cloche.cli.platform.EventReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
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
    private final EventReader events = new EventReader();

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
                        courier.open(
                                Request.get(key, path + "/events").waiting(SECONDS), events.last());
                try (InputStream body = response.body()) {
                    if (response.statusCode() == GOOD) {
                        events.read(body);
                    }
                }
                if (events.isOver() || response.statusCode() == ALL_TOLD) {
                    return Optional.of(events.printed());
                }
            } catch (IOException e) {
                accounts.tally().failure("events " + e.getClass().getSimpleName());
            }
            Thread.sleep(PAUSE_MS);
        }
        return Optional.empty();
    }
}
