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

/// Sends answers part by part. The framework's own way sends the head of the answer before anybody
/// has looked whether there is anything to tell, so that a refusal could not be one any more.
@Provider
final class PartByPartWriter implements ServerMessageBodyWriter<PartByPart> {

    @Override
    public boolean isWriteable(
            Class<?> type, Type generic, ResteasyReactiveResourceInfo target, MediaType media) {
        return PartByPart.class.isAssignableFrom(type);
    }

    @Override
    public boolean isWriteable(
            Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return PartByPart.class.isAssignableFrom(type);
    }

    @Override
    public void writeResponse(PartByPart answer, Type generic, ServerRequestContext context) {
        var request = (ResteasyReactiveRequestContext) context;
        request.suspend();
        ServerHttpResponse response = request.serverResponse();
        response.setChunked(true);
        response.setResponseHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        // Proxies that would collect the answer before they pass it on know this one.
        response.setResponseHeader("X-Accel-Buffering", "no");
        answer.following().subscribe().withSubscriber(new Sending(request, answer.opening()));
    }

    @Override
    public void writeTo(
            PartByPart answer,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, Object> headers,
            OutputStream out) {
        throw new UnsupportedOperationException("parts are sent as they come");
    }
}
