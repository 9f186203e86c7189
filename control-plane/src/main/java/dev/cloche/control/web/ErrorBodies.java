package dev.cloche.control.web;

import dev.cloche.api.error.ErrorBody;
import dev.cloche.api.error.ErrorCode;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/// Fills the envelope of errors.
final class ErrorBodies {

    private ErrorBodies() {}

    static ErrorBody of(ErrorCode code, String detail, RoutingContext context) {
        HttpServerRequest request = context.request();
        String pages = request.scheme() + "://" + request.authority() + ErrorPages.PATH;
        return new ErrorBody(
                code.wire(),
                code.description(),
                detail,
                pages + code.page(),
                code.solution(),
                RequestGate.idOf(context));
    }
}
