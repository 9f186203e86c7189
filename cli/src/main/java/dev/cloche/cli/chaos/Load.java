package dev.cloche.cli.chaos;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Has callers do one errand after the other until it is enough.
final class Load {
    private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
    private volatile boolean enough;

    void end() {
        enough = true;
    }

    void work(Visitor visitor) {
        try {
            while (!enough) {
                step(visitor);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            problems.add("a caller broke off: " + e);
            throw e;
        }
    }

    /// What callers themselves did wrong.
    List<String> problems() {
        return List.copyOf(problems);
    }

    private static void step(Visitor visitor) throws InterruptedException {
        try {
            visitor.next();
        } catch (Courier.Silence _) {
            // noted as a violation already; the caller goes on with the next errand
        }
    }
}
