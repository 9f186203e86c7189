package dev.cloche.executor.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.cloche.api.error.ErrorBody;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.executor.kernel.Refusal;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/// The only place where an exception becomes an HTTP answer.
final class Refusals {

    private static final Logger LOG = Logger.getLogger(Refusals.class);
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

    // Messages about JSON can quote the body, which holds code and secrets.
    private static String detail(WebApplicationException problem) {
        return problem.getCause() instanceof JsonProcessingException json
                ? "the body cannot be read: " + json.getClass().getSimpleName()
                : String.valueOf(problem.getMessage());
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
