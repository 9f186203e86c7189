package dev.cloche.control.runtime.docker;

import com.github.dockerjava.api.async.ResultCallback;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// What the engine tells bit by bit, until one of the two ends it.
final class Conversation<T> implements ResultCallback<T> {

    private static final Logger LOG = Logger.getLogger(Conversation.class);

    private final Consumer<T> told;
    private final CompletableFuture<Void> begun = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile @Nullable Closeable stream;

    /// @param told is told on the thread that listens, one after another
    Conversation(Consumer<T> told) {
        this.told = told;
    }

    @Override
    public void onStart(Closeable opened) {
        stream = opened;
        begun.complete(null);
        if (ended.isDone()) {
            close();
        }
    }

    @Override
    public void onNext(T one) {
        told.accept(one);
    }

    @Override
    public void onError(Throwable failure) {
        begun.completeExceptionally(failure);
        ended.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
        begun.complete(null);
        ended.complete(null);
    }

    /// Waits until the engine has taken it up.
    void awaitBegun(Duration patience) throws IOException, InterruptedException {
        await(begun, patience);
    }

    /// Waits until it is over, in order or not.
    void awaitEnd() throws InterruptedException {
        try {
            ended.get();
        } catch (ExecutionException e) {
            LOG.debugf("the engine broke off: %s", e);
        }
    }

    /// Does something when it is over.
    void atEnd(Runnable then) {
        var _ = ended.whenComplete((_, _) -> then.run());
    }

    private static void await(CompletableFuture<Void> sign, Duration patience)
            throws IOException, InterruptedException {
        try {
            sign.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(EngineRefusals.words(e), e);
        } catch (TimeoutException e) {
            throw new IOException("the engine does not answer", e);
        }
    }

    /// Hangs up.
    @Override
    public void close() {
        ended.complete(null);
        Closeable open = stream;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            LOG.debugf("a stream of the engine did not close in order: %s", e);
        }
    }
}
