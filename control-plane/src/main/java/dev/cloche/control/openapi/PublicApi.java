package dev.cloche.control.openapi;

import dev.cloche.api.error.ErrorCode;
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

            Fields of a request that are not described here are refused; answers may get further fields. A parameter of a
            query or a header that is empty counts as one that is absent.
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
        return PublicParameters.named(operation, name);
    }

    @Override
    public void complete(OperationFacts operation, Operation described) {
        FileWords.complete(operation, described);
    }
}
