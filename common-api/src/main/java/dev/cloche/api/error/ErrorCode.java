package dev.cloche.api.error;

import java.util.Locale;

/// Every way the platform refuses a request. Wire name and HTTP status are decided here only.
public enum ErrorCode {
    INVALID_PARAMETER(
            "Sandbox.InvalidParameter",
            400,
            "A parameter of the request is missing or not allowed.",
            "Correct the parameter that error_detail names and send the request again."),
    UNAUTHORIZED(
            "Sandbox.Unauthorized",
            401,
            "The request carries no valid access token.",
            "Send 'Authorization: Bearer TOKEN' with a token that has not expired; `cloche token` prints one."),
    FORBIDDEN(
            "Sandbox.Forbidden",
            403,
            "The access token does not allow this.",
            "Use a token with the role that error_detail names."),
    SESSION_NOT_FOUND(
            "Sandbox.SessionNotFound",
            404,
            "There is no such session, or it is over.",
            "Check the session id, or create a new session."),
    EXECUTION_NOT_FOUND(
            "Sandbox.ExecutionNotFound",
            404,
            "There is no such execution.",
            "Check the execution id; records are kept for 30 days."),
    TEMPLATE_NOT_FOUND(
            "Sandbox.TemplateNotFound",
            404,
            "There is no such template.",
            "List the templates with GET /api/v1/templates and use one of their ids."),
    CONTAINER_NOT_FOUND(
            "Sandbox.ContainerNotFound",
            404,
            "There is no such container.",
            "List the containers with GET /api/v1/containers."),
    FILE_NOT_FOUND(
            "Sandbox.FileNotFound",
            404,
            "There is no such file in the session.",
            "List the session's files with GET /api/v1/sessions/{id}/files and use one of their names."),
    NOT_FOUND(
            "Sandbox.NotFound",
            404,
            "There is nothing at this address.",
            "Check the path against the API description."),
    METHOD_NOT_ALLOWED(
            "Sandbox.MethodNotAllowed",
            405,
            "This address does not answer to this method.",
            "Check the method against the API description."),
    NOT_ACCEPTABLE(
            "Sandbox.NotAcceptable",
            406,
            "The answer cannot be given in the media type that was asked for.",
            "Accept application/json."),
    SYNC_TIMEOUT(
            "Sandbox.ExecTimeout",
            408,
            "The execution did not end while the request waited; it goes on.",
            "Ask for its result later, or wait longer with sync_timeout."),
    CONFLICT(
            "Sandbox.Conflict",
            409,
            "The request contradicts the present state.",
            "Read the present state and decide again."),
    PRECONDITION_FAILED(
            "Sandbox.PreconditionFailed",
            412,
            "What the request depends on does not hold: the file is another one by now.",
            "Read the file's present ETag and decide again."),
    PAYLOAD_TOO_LARGE(
            "Sandbox.PayloadTooLarge",
            413,
            "The body of the request is too large.",
            "Send less; error_detail names the limit."),
    UNSUPPORTED_MEDIA_TYPE(
            "Sandbox.UnsupportedMediaType",
            415,
            "The body of the request has a media type that is not understood here.",
            "Send Content-Type: application/json."),
    RANGE_NOT_SATISFIABLE(
            "Sandbox.RangeNotSatisfiable",
            416,
            "The file has nothing at the place that was asked for.",
            "Ask for a range within the size that the header Content-Range names."),
    DEPENDENCY_INSTALL_FAILED(
            "Sandbox.DependencyInstallError",
            422,
            "The packages of the session could not be installed.",
            "Read dependency_install_error of the session, correct the packages or their versions, and ask again."),
    NOT_AN_ARCHIVE(
            "Sandbox.NotAnArchive",
            422,
            "What was uploaded to be unpacked is not a ZIP archive.",
            "Send a ZIP archive, or leave out extract=true."),
    TOO_MANY_REQUESTS(
            "Sandbox.TooManyRequests",
            429,
            "More is sent than can be taken at present.",
            "Wait as long as the header Retry-After says, then try again."),
    NO_SANDBOX_AVAILABLE(
            "Sandbox.TooManyRequestsExection",
            503,
            "There is no room for another sandbox, or for more executions in this one.",
            "Wait as long as Retry-After says, or end sessions that are no longer needed."),
    ISOLATION_UNAVAILABLE(
            "Sandbox.IsolationUnavailable",
            503,
            "Code cannot be isolated here as its template requires, so it is not run.",
            "See error_detail for what is missing on the host."),
    EXECUTOR_UNREACHABLE(
            "Sandbox.ExecutorUnreachable",
            503,
            "The container of the session does not answer.",
            "Try again; if it lasts, create a new session."),
    UNAVAILABLE(
            "Sandbox.Unavailable",
            503,
            "A part of the platform cannot be reached.",
            "Try again as Retry-After says."),
    WORKSPACE_FULL(
            "Sandbox.WorkspaceFull",
            507,
            "The session's disk has no room for this.",
            "Delete files, or create a session with more 'resources.disk'."),
    INTERNAL_ERROR(
            "Sandbox.InternalError",
            500,
            "The platform failed.",
            "Report the request_id to whoever runs this platform."),

    INTERNAL_UNAUTHORIZED(
            "Internal.Unauthorized",
            401,
            "The container is unknown, or its secret is wrong.",
            "Only executors that this control plane started may report."),
    INTERNAL_INVALID_EXECUTION(
            "Internal.InvalidExecution",
            404,
            "This container has no such execution.",
            "Report only executions that were dispatched to this container."),
    INTERNAL_STATE_CONFLICT(
            "Internal.StateConflict",
            409,
            "The execution is already final, in a different way.",
            "Drop the report."),
    INTERNAL_INVALID_PARAMETER(
            "Internal.InvalidParameter",
            400,
            "The report is malformed.",
            "Correct what error_detail names."),
    INTERNAL_UNAVAILABLE(
            "Internal.ServiceUnavailable",
            503,
            "A part of the platform cannot be reached.",
            "Send the report again later."),
    INTERNAL_ERROR_INTERNAL(
            "Internal.InternalError",
            500,
            "The control plane failed.",
            "Send the report again later."),

    EXECUTOR_UNAUTHORIZED(
            "Executor.Unauthorized",
            401,
            "The caller is not this executor's control plane.",
            "Send the dispatch token of this container."),
    EXECUTOR_VALIDATION(
            "Executor.ValidationError",
            400,
            "The request is malformed.",
            "Correct what error_detail names."),
    EXECUTOR_UNKNOWN_SESSION(
            "Executor.UnknownSession",
            404,
            "No such session is bound to this executor.",
            "Bind the session first."),
    EXECUTOR_UNKNOWN_EXECUTION(
            "Executor.UnknownExecution",
            404,
            "This executor runs no such execution.",
            "Ask the control plane for its result."),
    EXECUTOR_QUEUE_FULL(
            "Executor.QueueFull",
            503,
            "This executor has as much to do as it can hold.",
            "Try again later, or elsewhere."),
    EXECUTOR_ISOLATION_UNAVAILABLE(
            "Executor.IsolationUnavailable",
            503,
            "This executor cannot isolate code, so it runs none.",
            "See error_detail for what is missing."),
    EXECUTOR_INTERNAL_ERROR(
            "Executor.InternalError", 500, "The executor failed.", "See the log of the container.");

    private final String wire;
    private final int status;
    private final String description;
    private final String solution;

    ErrorCode(String wire, int status, String description, String solution) {
        this.wire = wire;
        this.status = status;
        this.description = description;
        this.solution = solution;
    }

    /// The name on the wire.
    public String wire() {
        return wire;
    }

    /// The HTTP status.
    public int status() {
        return status;
    }

    /// What this code means.
    public String description() {
        return description;
    }

    /// What to do about it.
    public String solution() {
        return solution;
    }

    /// The page about this code: the last segment of its address, `docs/errors/<page>.md`.
    public String page() {
        return wire.replace('.', '-').toLowerCase(Locale.ROOT);
    }
}
