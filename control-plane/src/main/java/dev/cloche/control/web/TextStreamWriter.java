package dev.cloche.control.web;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/// Sends [TextStream]s.
@Provider
final class TextStreamWriter implements ServerMessageBodyWriter<TextStream> {

    @Override
    public boolean isWriteable(
            Class<?> type, Type generic, ResteasyReactiveResourceInfo target, MediaType media) {
        return type == TextStream.class;
    }

    @Override
    public boolean isWriteable(
            Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type == TextStream.class;
    }

    @Override
    public void writeResponse(TextStream stream, Type generic, ServerRequestContext context) {
        var request = (ResteasyReactiveRequestContext) context;
        request.suspend();
        ServerHttpResponse response = request.serverResponse();
        response.setChunked(true);
        response.setResponseHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
        // Proxies that would collect the answer before they pass it on know this one.
        response.setResponseHeader("X-Accel-Buffering", "no");
        stream.parts()
                .map(part -> part.getBytes(StandardCharsets.UTF_8))
                .subscribe()
                .withSubscriber(new Sending(request, new byte[0]));
    }

    @Override
    public void writeTo(
            TextStream stream,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, Object> headers,
            OutputStream out) {
        throw new UnsupportedOperationException("text is sent as it comes");
    }
}
