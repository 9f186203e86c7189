package dev.cloche.control.openapi;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.docs.ApiPart;
import dev.cloche.docs.Failure;
import dev.cloche.docs.OperationFacts;
import dev.cloche.docs.ParameterWords;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What executors report to.
final class InternalApi implements ApiPart {

    private static final String DESCRIPTION =
            """
            What executors report to the control plane that started them, each at least once. A report that was taken is
            answered in the same way when it comes again.
            """;

    @Override
    public String title() {
        return "Cloche internal API";
    }

    @Override
    public String description() {
        return DESCRIPTION;
    }

    @Override
    public boolean includes(String path) {
        return path.startsWith("/internal/");
    }

    @Override
    public List<Failure> failures(OperationFacts operation) {
        Set<ErrorCode> codes = EnumSet.noneOf(ErrorCode.class);
        codes.addAll(Failures.named(operation));
        codes.addAll(
                List.of(
                        ErrorCode.INTERNAL_INVALID_PARAMETER,
                        ErrorCode.INTERNAL_UNAUTHORIZED,
                        ErrorCode.NOT_ACCEPTABLE,
                        ErrorCode.PAYLOAD_TOO_LARGE,
                        ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                        ErrorCode.INTERNAL_ERROR_INTERNAL,
                        ErrorCode.INTERNAL_UNAVAILABLE));
        if (operation.path().startsWith("/internal/executions/")) {
            codes.add(ErrorCode.INTERNAL_INVALID_EXECUTION);
        }
        return Failures.of(codes);
    }

    @Override
    public Optional<Credential> credential(OperationFacts operation) {
        return Optional.of(
                new Credential(
                        "container_secret",
                        "The secret that the container got on its standard input; good for it and its executions only."));
    }

    @Override
    public Optional<ParameterWords> parameter(OperationFacts operation, String name) {
        return switch (name) {
            case "id" ->
                    Optional.of(
                            operation.path().startsWith("/internal/executions/")
                                    ? ParameterWords.like("The execution.", ExecutionId.class)
                                    : ParameterWords.like("The container.", ContainerId.class));
            default -> Optional.empty();
        };
    }
}
