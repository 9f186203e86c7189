package dev.cloche.control.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.control.kernel.Refusal;
import io.quarkus.logging.Log;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// The one place where an exception becomes an answer.
final class Refusals {

    private static final Duration SOON = Duration.ofSeconds(1);

    private final Methods methods;

    Refusals(Methods methods) {
        this.methods = methods;
    }

    @ServerExceptionMapper
    Response refused(Refusal refusal, RoutingContext context) {
        return answer(refusal, context);
    }

    @ServerExceptionMapper
    Response invalid(ConstraintViolationException violations, RoutingContext context) {
        return answer(Refusal.invalid(BadInput.describe(violations)), context);
    }

    @ServerExceptionMapper
    Response mismatched(MismatchedInputException mismatch, RoutingContext context) {
        return answer(Refusal.invalid(BadInput.describe(mismatch)), context);
    }

    @ServerExceptionMapper
    Response unauthorized(UnauthorizedException e, RoutingContext context) {
        return answer(
                new Refusal(ErrorCode.UNAUTHORIZED, "the request carries no access token"),
                context);
    }

    @ServerExceptionMapper
    Response unauthorized(AuthenticationFailedException e, RoutingContext context) {
        String why = "the access token is malformed, expired, or not made for this installation";
        return answer(new Refusal(ErrorCode.UNAUTHORIZED, why), context);
    }

    @ServerExceptionMapper
    Response forbidden(ForbiddenException e, RoutingContext context) {
        return answer(
                new Refusal(ErrorCode.FORBIDDEN, "this needs a token with the role 'admin'"),
                context);
    }

    @ServerExceptionMapper
    Response web(WebApplicationException e, RoutingContext context) {
        Response answer = answer(translate(e, context), context);
        if (answer.getStatus() != ErrorCode.METHOD_NOT_ALLOWED.status()) {
            return answer;
        }
        return Response.fromResponse(answer)
                .header(HttpHeaders.ALLOW, methods.at(context.normalizedPath()))
                .build();
    }

    @ServerExceptionMapper
    Response unexpected(Throwable failure, RoutingContext context) {
        if (Outages.isBehind(failure)) {
            Log.warnf("database unreachable request=%s: %s", RequestGate.idOf(context), failure);
            String detail = "the database cannot be reached";
            return answer(new Refusal(ErrorCode.UNAVAILABLE, detail).retryAfter(SOON), context);
        }
        Log.errorf(failure, "request failed id=%s", RequestGate.idOf(context));
        return answer(
                new Refusal(ErrorCode.INTERNAL_ERROR, "see the log of the control plane"), context);
    }

    private static Refusal translate(WebApplicationException e, RoutingContext context) {
        String path = context.request().path();
        if (e.getCause() instanceof JsonProcessingException json) {
            return Refusal.invalid(BadInput.describe(json));
        }
        return switch (e.getResponse().getStatus()) {
            case 400 -> Refusal.invalid("the request cannot be understood");
            case 404 -> new Refusal(ErrorCode.NOT_FOUND, "nothing at " + path);
            case 405 ->
                    new Refusal(
                            ErrorCode.METHOD_NOT_ALLOWED,
                            context.request().method() + " is not answered at " + path);
            case 406 -> new Refusal(ErrorCode.NOT_ACCEPTABLE, "this answers with application/json");
            case 413 -> new Refusal(ErrorCode.PAYLOAD_TOO_LARGE, "the body is too large");
            case 415 ->
                    new Refusal(ErrorCode.UNSUPPORTED_MEDIA_TYPE, "this takes application/json");
            default -> {
                Log.errorf(e, "request failed id=%s", RequestGate.idOf(context));
                yield new Refusal(ErrorCode.INTERNAL_ERROR, "see the log of the control plane");
            }
        };
    }

    private static Response answer(Refusal refusal, RoutingContext context) {
        ErrorCode code = Dialect.of(context).word(refusal.code());
        Response.ResponseBuilder response =
                Response.status(code.status())
                        .type(MediaType.APPLICATION_JSON_TYPE)
                        .entity(ErrorBodies.of(code, refusal.detail(), context));
        refusal.retryAfter()
                .ifPresent(pause -> response.header(HttpHeaders.RETRY_AFTER, seconds(pause)));
        if (code.status() == 401) {
            response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return response.build();
    }

    /// A pause as the header says it, which knows whole seconds only.
    static String seconds(Duration pause) {
        return String.valueOf(Math.max(1, pause.toSeconds()));
    }

    /// The two APIs call the same things by different codes.
    private enum Dialect {
        PUBLIC,
        INTERNAL;

        private static Dialect of(RoutingContext context) {
            String path = context.request().path();
            return path != null && path.startsWith("/internal/") ? INTERNAL : PUBLIC;
        }

        private ErrorCode word(ErrorCode code) {
            if (this == PUBLIC) {
                return code;
            }
            return switch (code) {
                case INVALID_PARAMETER -> ErrorCode.INTERNAL_INVALID_PARAMETER;
                case UNAUTHORIZED -> ErrorCode.INTERNAL_UNAUTHORIZED;
                case UNAVAILABLE -> ErrorCode.INTERNAL_UNAVAILABLE;
                case INTERNAL_ERROR -> ErrorCode.INTERNAL_ERROR_INTERNAL;
                default -> code;
            };
        }
    }
}
