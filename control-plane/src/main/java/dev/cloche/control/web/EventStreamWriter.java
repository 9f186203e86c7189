package dev.cloche.control.web;

import io.quarkus.logging.Log;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.concurrent.Flow;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jspecify.annotations.Nullable;

/// Sends [EventStream]s. The framework's own way sends the head of the answer before anybody has
/// looked whether there is anything to tell, so that a refusal could not be one any more.
@Provider
final class EventStreamWriter implements ServerMessageBodyWriter<EventStream> {

    @Override
    public boolean isWriteable(
            Class<?> type, Type generic, ResteasyReactiveResourceInfo target, MediaType media) {
        return type == EventStream.class;
    }

    @Override
    public boolean isWriteable(
            Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type == EventStream.class;
    }

    @Override
    public void writeResponse(EventStream stream, Type generic, ServerRequestContext context) {
        var request = (ResteasyReactiveRequestContext) context;
        request.suspend();
        ServerHttpResponse response = request.serverResponse();
        response.setChunked(true);
        response.setResponseHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        // Proxies that would collect the answer before they pass it on know this one.
        response.setResponseHeader("X-Accel-Buffering", "no");
        stream.events().subscribe().withSubscriber(new Sending(request));
    }

    @Override
    public void writeTo(
            EventStream stream,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, Object> headers,
            OutputStream out) {
        throw new UnsupportedOperationException("events are sent as they come");
    }

    private static final class Sending implements Flow.Subscriber<ServerEvent> {

        private final ResteasyReactiveRequestContext request;
        private Flow.@Nullable Subscription subscription;

        Sending(ResteasyReactiveRequestContext request) {
            this.request = request;
        }

        @Override
        public void onSubscribe(Flow.Subscription events) {
            subscription = events;
            request.serverResponse().addCloseHandler(this::stop);
            // At once, so that the reader has its head.
            send(ServerEvent.KEEP_ALIVE);
        }

        @Override
        public void onNext(ServerEvent event) {
            send(event);
        }

        @Override
        public void onError(Throwable failure) {
            // The head has left: only a broken stream says that this is not the end.
            Log.errorf(failure, "stream of events broken");
            request.serverResponse().reset();
            request.close();
        }

        @Override
        public void onComplete() {
            request.serverResponse().end();
            request.close();
        }

        private void send(ServerEvent event) {
            request.serverResponse()
                    .write(event.bytes())
                    .whenComplete((_, failure) -> sent(failure));
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
}
