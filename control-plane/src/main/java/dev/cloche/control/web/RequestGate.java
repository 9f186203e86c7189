package dev.cloche.control.web;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.control.kernel.Ids;
import dev.cloche.control.kernel.Refusal;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/// What every request passes first: it gets its id, and a body that is too large is turned away
/// before it is read.
@Singleton
final class RequestGate {

    /// Names a request, in both directions and in the log.
    static final String REQUEST_ID = "x-request-id";

    /// Bytes of a body of the public API: 102 400 characters of code, 1 MB each of event and input,
    /// and room to spare.
    static final long PUBLIC_BODY = 4L << 20;

    /// Bytes of an upload's body that are not those of the file.
    private static final long AROUND_UPLOADS = 64 << 10;

    private static final int FIRST = 10_000;
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Pattern UPLOADS =
            Pattern.compile("/api/v1/sessions/[^/]+/files(/upload)?/?");
    private static final Pattern SUBJECT =
            Pattern.compile(
                    "/(?:sessions/(?!cont_)(?<session>[a-z0-9_-]{1,63})"
                            + "|executions/(?<execution>exec_[a-z0-9_]{1,63}))(?=/|$)");
    private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e]{1,128}");

    private final Ids ids;
    private final EarlyRefusals refusals;
    private final Closing closing;
    private final long upload;

    RequestGate(Ids ids, EarlyRefusals refusals, UploadConfig uploads, Closing closing) {
        this.ids = ids;
        this.refusals = refusals;
        this.closing = closing;
        this.upload = uploads.maxUpload().asLongValue() + AROUND_UPLOADS;
    }

    void install(@Observes Filters filters) {
        filters.register(this::pass, FIRST);
    }

    /// The id of this request.
    static String idOf(RoutingContext context) {
        String id = context.get(REQUEST_ID);
        return id == null ? "" : id;
    }

    private void pass(RoutingContext context) {
        String asked = context.request().getHeader(REQUEST_ID);
        String id = asked != null && PRINTABLE.matcher(asked).matches() ? asked : ids.request();
        context.put(REQUEST_ID, id);
        context.response().putHeader(REQUEST_ID, id);
        MDC.put("request", id);
        noteSubject(context.request().path());
        if (closing.begun() && isPublic(context)) {
            refusals.answerAndClose(stopping(), context);
            return;
        }
        long most = most(context);
        if (isPublic(context) && tooLarge(context, most)) {
            refusals.answerAndClose(
                    new Refusal(
                            ErrorCode.PAYLOAD_TOO_LARGE,
                            "a body has at most " + most + " bytes here"),
                    context);
            return;
        }
        if (most == upload) {
            // Who reads it counts; a lower bound that is the same for all bodies does not concern
            // it.
            context.request().headers().remove(HttpHeaders.CONTENT_LENGTH);
        }
        context.next();
    }

    private static Refusal stopping() {
        return new Refusal(
                        ErrorCode.UNAVAILABLE,
                        "this control plane is being stopped; another one, or it again, will"
                                + " answer")
                .retryAfter(SOON);
    }

    private long most(RoutingContext context) {
        String path = context.request().path();
        boolean isUpload =
                context.request().method().equals(HttpMethod.POST)
                        && path != null
                        && UPLOADS.matcher(path).matches();
        return isUpload ? upload : PUBLIC_BODY;
    }

    /// What is logged while a request is served names the session or execution that its address
    /// names.
    private static void noteSubject(@Nullable String path) {
        if (path == null) {
            return;
        }
        Matcher named = SUBJECT.matcher(path);
        while (named.find()) {
            boolean isSession = named.group("session") != null;
            MDC.put(
                    isSession ? "session" : "execution",
                    named.group(isSession ? "session" : "execution"));
        }
    }

    private static boolean isPublic(RoutingContext context) {
        String path = context.request().path();
        return path != null && path.startsWith("/api/");
    }

    private static boolean tooLarge(RoutingContext context, long most) {
        String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length != null && Long.parseLong(length) > most;
        } catch (NumberFormatException e) {
            return true;
        }
    }
}
