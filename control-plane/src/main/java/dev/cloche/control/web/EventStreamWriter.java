package dev.cloche.control.web;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

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
        stream.events()
                .map(ServerEvent::bytes)
                .subscribe()
                .withSubscriber(new Sending(request, ServerEvent.KEEP_ALIVE.bytes()));
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
}
