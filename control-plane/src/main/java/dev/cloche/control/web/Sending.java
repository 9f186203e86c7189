package dev.cloche.control.web;

import io.quarkus.logging.Log;
import java.util.concurrent.Flow;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jspecify.annotations.Nullable;

/// Sends an answer part by part. Each part is asked for when the one before has left.
final class Sending implements Flow.Subscriber<byte[]> {

    private final ResteasyReactiveRequestContext request;
    private final byte[] first;
    private Flow.@Nullable Subscription subscription;

    /// @param first what is sent at once, so that the reader has the head of the answer
    Sending(ResteasyReactiveRequestContext request, byte[] first) {
        this.request = request;
        this.first = first;
    }

    @Override
    public void onSubscribe(Flow.Subscription parts) {
        subscription = parts;
        request.serverResponse().addCloseHandler(this::stop);
        send(first);
    }

    @Override
    public void onNext(byte[] part) {
        send(part);
    }

    @Override
    public void onError(Throwable failure) {
        // The head has left: only a broken stream says that this is not the end.
        Log.errorf(failure, "answer broken off");
        request.serverResponse().reset();
        request.close();
    }

    @Override
    public void onComplete() {
        request.serverResponse().end();
        request.close();
    }

    private void send(byte[] part) {
        request.serverResponse().write(part).whenComplete((_, failure) -> sent(failure));
    }

    private void sent(@Nullable Throwable failure) {
        if (failure != null) {
            stop();
        } else if (subscription != null) {
            subscription.request(1);
        }
    }

    private void stop() {
        if (subscription != null) {
            subscription.cancel();
        }
    }
}
