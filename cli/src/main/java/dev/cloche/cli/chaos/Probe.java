package dev.cloche.cli.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Somebody who asks all the time, without patience, whether the platform answers from its
/// database.
final class Probe implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final long PAUSE_MS = 100;
    private static final int GOOD = 200;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();
    private final HttpRequest request;
    private final Ledger ledger;
    private final List<Outage> outages = new ArrayList<>();
    private final Thread thread;
    private volatile boolean ending;

    private Probe(String base, String token, Ledger ledger) {
        this.request =
                HttpRequest.newBuilder(URI.create(base + "/api/v1/sessions?limit=1"))
                        .timeout(PATIENCE)
                        .header("Authorization", "Bearer " + token)
                        .GET()
                        .build();
        this.ledger = ledger;
        this.thread = Thread.ofVirtual().name("probe").unstarted(this::watch);
    }

    /// From the first question that was not answered to the next that was, in milliseconds of the
    /// ledger.
    record Outage(long start, long end) {
        long length() {
            return end - start;
        }
    }

    static Probe start(String base, String token, Ledger ledger) {
        var probe = new Probe(base, token, ledger);
        probe.thread.start();
        return probe;
    }

    synchronized List<Outage> outages() {
        return List.copyOf(outages);
    }

    @Override
    public void close() {
        ending = true;
        http.shutdownNow();
    }

    private void watch() {
        long since = -1;
        while (!ending) {
            long asked = ledger.now();
            boolean answered = ask();
            if (!answered && since < 0) {
                since = asked;
            } else if (answered && since >= 0) {
                note(new Outage(since, ledger.now()));
                since = -1;
            }
        }
    }

    private synchronized void note(Outage outage) {
        ledger.write("probe", "no answer for " + outage.length() + " ms until now");
        outages.add(outage);
    }

    private boolean ask() {
        try {
            Thread.sleep(PAUSE_MS);
            int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status != GOOD) {
                ledger.write("probe", "< " + status);
            }
            return status == GOOD;
        } catch (IOException e) {
            ledger.write("probe", "< broken: " + e);
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
