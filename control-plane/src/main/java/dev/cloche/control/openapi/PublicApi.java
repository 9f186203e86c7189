package dev.cloche.control.openapi;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.container.ContainerState;
import dev.cloche.api.container.RuntimeType;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.ExecutionStatus;
import dev.cloche.api.execution.Language;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.session.SessionMode;
import dev.cloche.api.session.SessionStatus;
import dev.cloche.api.template.TemplateId;
import dev.cloche.docs.ApiPart;
import dev.cloche.docs.Failure;
import dev.cloche.docs.OperationFacts;
import dev.cloche.docs.ParameterWords;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.core.Response;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.eclipse.microprofile.openapi.models.Operation;
import org.jboss.resteasy.reactive.ResponseStatus;

/// What callers may rely on.
final class PublicApi implements ApiPart {

    private static final String DESCRIPTION =
            """
            Sessions in which untrusted code runs, and what became of it.

            Every request carries `Authorization: Bearer TOKEN`, a JWT whose claims name the tenant (`tenant`) and the
            roles (`groups`: `user`, `admin`). What belongs to another tenant is not found (404). A token may list further
            tenants (`business_domains`); the header `x-business-domain` chooses one of them for a request, and any other
            is refused (403).

            Every answer has an `x-request-id`, the one that was sent or a new one. A refused request is answered with an
            `ErrorBody`, whatever refused it. An error of the code that was run is a result (200), not an error of the API.

            Fields of a request that are not described here are refused; answers may get further fields.
            """;

    private static final String NOTHING = "io.smallrye.mutiny.Uni<java.lang.Void>";

    /// Which id an address names.
    private static final Map<String, ErrorCode> NAMED =
            Map.of(
                    "/api/v1/sessions/{", ErrorCode.SESSION_NOT_FOUND,
                    "/api/v1/executions/{", ErrorCode.EXECUTION_NOT_FOUND,
                    "/api/v1/executions/sessions/{", ErrorCode.SESSION_NOT_FOUND,
                    "/api/v1/templates/{", ErrorCode.TEMPLATE_NOT_FOUND,
                    "/api/v1/containers/{", ErrorCode.CONTAINER_NOT_FOUND);

    private static final Map<String, ParameterWords> PARAMETERS =
            Map.ofEntries(
                    Map.entry("limit", ParameterWords.number("How many at most.", 1, 200, 50)),
                    Map.entry(
                            "offset",
                            ParameterWords.number(
                                    "How many to leave out, from the newest on.",
                                    0,
                                    Integer.MAX_VALUE,
                                    0)),
                    Map.entry(
                            "wait",
                            ParameterWords.number(
                                    "Seconds for which the answer may wait for the end.",
                                    0,
                                    300,
                                    0)),
                    Map.entry(
                            "session_create.wait",
                            ParameterWords.number(
                                    "Seconds for which the answer may wait until the session runs.",
                                    0,
                                    300,
                                    0)),
                    Map.entry(
                            "sync_timeout",
                            ParameterWords.number(
                                    "Seconds for which the answer waits for the end.",
                                    10,
                                    3600,
                                    300)),
                    Map.entry(
                            "tail", ParameterWords.number("Lines, the last ones.", 0, 10_000, 100)),
                    Map.entry(
                            "since",
                            ParameterWords.words(
                                    "Only lines from this time on, as `2026-01-31T12:00:00Z`.")),
                    Map.entry(
                            "follow",
                            ParameterWords.truth(
                                    "Whether the answer goes on with lines as they are logged.")),
                    Map.entry(
                            "poll_interval",
                            ParameterWords.text(
                                    "0.1 to 10 seconds. It changes nothing: nobody polls.",
                                    "[0-9]{1,4}(\\.[0-9]{1,6})?")),
                    Map.entry(
                            "Idempotency-Key",
                            ParameterWords.text(
                                    "What the caller calls this wish by. Sent again under the same key"
                                            + " within a day, it is not carried out again, and the"
                                            + " answer tells of what it made the first time.",
                                    "[ -~]{1,255}")),
                    Map.entry(
                            "session_id",
                            ParameterWords.like("Only of this one.", SessionId.class)),
                    Map.entry(
                            "language",
                            ParameterWords.like("Only those in this language.", Language.class)),
                    Map.entry(
                            "mode",
                            ParameterWords.like("Only those of this kind.", SessionMode.class)),
                    Map.entry("agent_id", ParameterWords.words("Only those of this agent.")),
                    Map.entry(
                            "runtime_type",
                            ParameterWords.like("Only those of this runtime.", RuntimeType.class)),
                    Map.entry(
                            "execution_list.status",
                            ParameterWords.like(
                                    "Only those with this status.", ExecutionStatus.class)),
                    Map.entry(
                            "execution_alias_list.status",
                            ParameterWords.like(
                                    "Only those with this status.", ExecutionStatus.class)),
                    Map.entry(
                            "container_list.status",
                            ParameterWords.like(
                                    "Only those with this status.", SessionStatus.class)),
                    Map.entry(
                            "template_id",
                            ParameterWords.like("Only of this one.", TemplateId.class)),
                    Map.entry(
                            "metadata",
                            ParameterWords.words(
                                    "`name:value`, a label that it must have; may be repeated.")),
                    Map.entry(
                            "Last-Event-ID",
                            ParameterWords.words("The id of the last event seen.")),
                    Map.entry(
                            "last_event_id",
                            ParameterWords.words("The same, where headers cannot be sent.")),
                    Map.entry(
                            "page",
                            ParameterWords.words(
                                    "The code in small letters, with `-` for the dot.")),
                    Map.entry(
                            "session_list.status",
                            ParameterWords.like(
                                    "Only those with this status.", SessionStatus.class)),
                    Map.entry(
                            "session_execution_list.status",
                            ParameterWords.like(
                                    "Only those with this status.", ExecutionStatus.class)),
                    Map.entry(
                            "container_list.state",
                            ParameterWords.like(
                                    "Only those in this state.", ContainerState.class)));

    private static final Map<String, ParameterWords> IDS =
            Map.of(
                    "session", ParameterWords.like("The session.", SessionId.class),
                    "execution", ParameterWords.like("The execution.", ExecutionId.class),
                    "template", ParameterWords.like("The template.", TemplateId.class),
                    "container", ParameterWords.like("The container.", ContainerId.class));

    @Override
    public String title() {
        return "Cloche control plane";
    }

    @Override
    public String description() {
        return DESCRIPTION;
    }

    @Override
    public boolean includes(String path) {
        return !path.startsWith("/internal/");
    }

    @Override
    public List<Failure> failures(OperationFacts operation) {
        Set<ErrorCode> codes = EnumSet.noneOf(ErrorCode.class);
        codes.addAll(Failures.named(operation));
        NAMED.forEach((start, code) -> {
            if (operation.path().startsWith(start)) {
                codes.add(code);
            }
        });
        if (operation.path().startsWith("/api/")) {
            codes.addAll(
                    List.of(
                            ErrorCode.PAYLOAD_TOO_LARGE,
                            ErrorCode.TOO_MANY_REQUESTS,
                            ErrorCode.UNAVAILABLE,
                            ErrorCode.INTERNAL_ERROR));
            if (!operation.httpMethod().equals("GET")) {
                codes.add(ErrorCode.UNSUPPORTED_MEDIA_TYPE);
            }
        }
        if (operation.hasBody() || operation.hasParameters()) {
            codes.add(ErrorCode.INVALID_PARAMETER);
        }
        codes.add(ErrorCode.NOT_ACCEPTABLE);
        if (credential(operation).isPresent()) {
            codes.addAll(List.of(ErrorCode.UNAUTHORIZED, ErrorCode.FORBIDDEN));
        }
        return Failures.of(codes);
    }

    @Override
    public OptionalInt success(OperationFacts operation) {
        if (operation.method().getGenericReturnType().getTypeName().equals(NOTHING)) {
            return OptionalInt.of(Response.Status.NO_CONTENT.getStatusCode());
        }
        return operation.annotation(ResponseStatus.class).stream()
                .mapToInt(ResponseStatus::value)
                .findFirst();
    }

    @Override
    public Optional<Credential> credential(OperationFacts operation) {
        return operation.annotation(PermitAll.class).isPresent()
                ? Optional.empty()
                : Optional.of(
                        new Credential(
                                "token",
                                "A JWT; `./cloche token` makes one on the machine of the platform."));
    }

    @Override
    public Optional<ParameterWords> parameter(OperationFacts operation, String name) {
        return Optional.ofNullable(PARAMETERS.get(operation.id() + "." + name))
                .or(() -> FileWords.parameter(operation, name))
                .or(() -> Optional.ofNullable(PARAMETERS.get(name)))
                .or(() -> name.equals("id") ? id(operation.path()) : Optional.empty());
    }

    @Override
    public void complete(OperationFacts operation, Operation described) {
        FileWords.complete(operation, described);
    }

    private static Optional<ParameterWords> id(String path) {
        return IDS.entrySet().stream()
                .filter(kind -> path.contains("/" + kind.getKey() + "s/{id}"))
                .map(Map.Entry::getValue)
                .findFirst();
    }
}
