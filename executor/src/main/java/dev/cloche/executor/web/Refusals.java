package dev.cloche.executor.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.cloche.api.error.ErrorBody;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.executor.kernel.Refusal;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// The only place where an exception becomes an HTTP answer.
final class Refusals {

    private static final Logger LOG = Logger.getLogger(Refusals.class);
    private static final int BAD_REQUEST = 400;
    private static final int SERVER_ERROR = 500;

    @ServerExceptionMapper
    public Response refused(Refusal refusal) {
        return answer(refusal.code(), refusal.code().status(), refusal.detail());
    }

    /// What the framework refuses keeps its status.
    @ServerExceptionMapper
    public Response refused(WebApplicationException problem) {
        int status = problem.getResponse().getStatus();
        if (status >= SERVER_ERROR) {
            return failed(problem);
        }
        return answer(ErrorCode.EXECUTOR_VALIDATION, status, detail(problem));
    }

    @ServerExceptionMapper
    public Response failed(RuntimeException problem) {
        LOG.error("request failed", problem);
        return answer(ErrorCode.EXECUTOR_INTERNAL_ERROR, SERVER_ERROR, "see the log");
    }

    /// The framework has an answer of its own for these, without a body.
    @ServerExceptionMapper
    public Response refused(MismatchedInputException problem) {
        return answer(ErrorCode.EXECUTOR_VALIDATION, BAD_REQUEST, detail(problem));
    }

    private static String detail(WebApplicationException problem) {
        return problem.getCause() instanceof JsonProcessingException json
                ? detail(json)
                : String.valueOf(problem.getMessage());
    }

    // Messages about JSON can quote the body, which holds code and secrets.
    private static String detail(JsonProcessingException problem) {
        if (problem instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            return mapping.getPath().stream()
                    .map(Refusals::name)
                    .collect(Collectors.joining(".", "", ": a value that is not allowed"));
        }
        return "the body is not the JSON object that is expected";
    }

    private static String name(JsonMappingException.Reference step) {
        String field = step.getFieldName();
        return field == null ? "[" + step.getIndex() + "]" : field;
    }

    private static Response answer(ErrorCode code, int status, String detail) {
        var body =
                new ErrorBody(
                        code.wire(),
                        code.description(),
                        detail,
                        "docs/errors/" + code.page() + ".md",
                        code.solution(),
                        UUID.randomUUID().toString());
        return Response.status(status).type(MediaType.APPLICATION_JSON).entity(body).build();
    }
}
