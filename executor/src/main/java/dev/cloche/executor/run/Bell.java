package dev.cloche.executor.run;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Wakes those who wait for something to change. Note how often it has rung, look, and then wait
/// for the next time: nothing that happens in between is missed.
final class Bell {

    private final Set<UniEmitter<? super Void>> waiting = new LinkedHashSet<>();
    private long rung;

    /// How often it has rung.
    synchronized long rung() {
        return rung;
    }

    void ring() {
        take().forEach(one -> one.complete(null));
    }

    /// Ends when it has rung more often than that; whoever stops waiting leaves nothing behind.
    ///
    /// It rings on the thread of all children, which has more to do than what follows from it.
    Uni<Void> after(long seen) {
        return Uni.createFrom()
                .<Void>emitter(one -> join(one, seen))
                .emitOn(Infrastructure.getDefaultExecutor());
    }

    private void join(UniEmitter<? super Void> one, long seen) {
        if (joins(one, seen)) {
            one.onTermination(() -> leave(one));
        } else {
            one.complete(null);
        }
    }

    private synchronized List<UniEmitter<? super Void>> take() {
        rung++;
        List<UniEmitter<? super Void>> woken = List.copyOf(waiting);
        waiting.clear();
        return woken;
    }

    private synchronized boolean joins(UniEmitter<? super Void> one, long seen) {
        return rung == seen && waiting.add(one);
    }

    private synchronized void leave(UniEmitter<? super Void> one) {
        waiting.remove(one);
    }
}
