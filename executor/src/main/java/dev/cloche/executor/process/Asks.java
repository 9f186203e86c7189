package dev.cloche.executor.process;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What the spawner was asked about children and has not answered.
final class Asks {

    private final AtomicLong names = new AtomicLong();
    private final Map<Long, Ask> open = new ConcurrentHashMap<>();

    Ask about(long child) {
        Ask ask = new Ask(names.incrementAndGet(), child, new CompletableFuture<>());
        open.put(ask.name(), ask);
        return ask;
    }

    void answer(long name, @Nullable String what) {
        Ask ask = open.remove(name);
        if (ask != null) {
            ask.answer()
                    .complete(
                            switch (what) {
                                case "taken" -> InputAnswer.TAKEN;
                                case "full" -> InputAnswer.FULL;
                                case null, default -> InputAnswer.CLOSED;
                            });
        }
    }

    /// Nobody will answer for this child any more.
    void giveUp(long child) {
        List.copyOf(open.values()).stream()
                .filter(ask -> ask.child() == child)
                .forEach(ask -> answer(ask.name(), null));
    }

    record Ask(long name, long child, CompletableFuture<InputAnswer> answer) {}
}
