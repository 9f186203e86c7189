package dev.cloche.control.web;

import io.quarkus.logging.Log;
import io.vertx.core.buffer.Buffer;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;
import org.jspecify.annotations.Nullable;

/// Sends [Content]: one piece is asked for when the one before has left.
@Provider
final class ContentWriter implements ServerMessageBodyWriter<Content> {

    @Override
    public boolean isWriteable(
            Class<?> type, Type generic, ResteasyReactiveResourceInfo target, MediaType media) {
        return type == Content.class;
    }

    @Override
    public boolean isWriteable(
            Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type == Content.class;
    }

    @Override
    public void writeResponse(Content content, Type generic, ServerRequestContext context) {
        var request = (ResteasyReactiveRequestContext) context;
        request.suspend();
        new Sending(request, content).begin();
    }

    @Override
    public void writeTo(
            Content content,
            Class<?> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, Object> headers,
            OutputStream out) {
        throw new UnsupportedOperationException("content is sent as it comes");
    }

    private static final class Sending {

        private final ResteasyReactiveRequestContext request;
        private final Content content;
        private final AtomicBoolean over = new AtomicBoolean();

        Sending(ResteasyReactiveRequestContext request, Content content) {
            this.request = request;
            this.content = content;
        }

        void begin() {
            ServerHttpResponse response = request.serverResponse();
            response.addCloseHandler(this::left);
            response.setResponseHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(content.length()));
            content.bytes()
                    .exceptionHandler(this::broken)
                    .endHandler(_ -> end())
                    .handler(this::send);
            content.bytes().fetch(1);
        }

        private void send(Buffer piece) {
            request.serverResponse()
                    .write(piece.getBytes())
                    .whenComplete((_, failure) -> sent(failure));
        }

        private void sent(@Nullable Throwable failure) {
            if (failure == null) {
                content.bytes().fetch(1);
            } else {
                left();
            }
        }

        private void end() {
            if (over.compareAndSet(false, true)) {
                request.serverResponse().end();
                request.close();
            }
        }

        // The head has left: only a broken connection says that this is not the end.
        private void broken(Throwable failure) {
            if (over.compareAndSet(false, true)) {
                Log.warnf("content broken off: %s", failure);
                request.serverResponse().reset();
                request.close();
            }
        }

        private void left() {
            if (over.compareAndSet(false, true)) {
                content.abandon().run();
                request.close();
            }
        }
    }
}
