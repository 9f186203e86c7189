package dev.cloche.executor.openapi;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.session.SessionId;
import dev.cloche.docs.ApiPart;
import dev.cloche.docs.Failure;
import dev.cloche.docs.OperationFacts;
import dev.cloche.docs.ParameterWords;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Schema;

/// What a control plane may rely on.
final class ExecutorApi implements ApiPart {

    private static final String DESCRIPTION =
            """
            How a control plane has code run in a container. Only the control plane that started an executor can call it:
            with a token that both know since the start.
            """;

    @Override
    public String title() {
        return "Cloche executor";
    }

    @Override
    public String description() {
        return DESCRIPTION;
    }

    @Override
    public boolean includes(String path) {
        return true;
    }

    @Override
    public List<Failure> failures(OperationFacts operation) {
        Set<ErrorCode> codes = EnumSet.noneOf(ErrorCode.class);
        if (credential(operation).isPresent()) {
            codes.add(ErrorCode.EXECUTOR_UNAUTHORIZED);
            codes.add(ErrorCode.EXECUTOR_INTERNAL_ERROR);
        }
        if (operation.path().contains("{session}")) {
            codes.add(ErrorCode.EXECUTOR_VALIDATION);
            codes.add(ErrorCode.EXECUTOR_UNKNOWN_SESSION);
        }
        if (operation.path().contains("{execution}")) {
            codes.add(ErrorCode.EXECUTOR_UNKNOWN_EXECUTION);
        }
        if (operation.httpMethod().equals("PUT")) {
            codes.add(ErrorCode.EXECUTOR_ISOLATION_UNAVAILABLE);
            codes.add(ErrorCode.EXECUTOR_QUEUE_FULL);
        }
        return codes.stream()
                .map(code ->
                        new Failure(
                                code.wire(),
                                code.status(),
                                code.description(),
                                code.solution(),
                                code.page()))
                .toList();
    }

    @Override
    public OptionalInt success(OperationFacts operation) {
        return switch (operation.id()) {
            case "run_bind", "run_release" -> OptionalInt.of(204);
            case "run_run", "run_cancel" -> OptionalInt.of(202);
            default -> OptionalInt.empty();
        };
    }

    // Some say nothing but that they took it; of those for files, the one answers with whatever its
    // clerk says, the other with the bytes of a file.
    @Override
    public void complete(OperationFacts operation, Operation described) {
        Schema schema = OASFactory.createSchema();
        switch (operation.id()) {
            case "file_take" -> schema.addType(Schema.SchemaType.OBJECT);
            case "file_obey" -> schema.addType(Schema.SchemaType.STRING).format("binary");
            case "run_run", "run_cancel" -> {
                described
                        .getResponses()
                        .getAPIResponses()
                        .values()
                        .forEach(response -> response.setContent(null));
                return;
            }
            default -> {
                return;
            }
        }
        described
                .getResponses()
                .getAPIResponse("200")
                .getContent()
                .getMediaTypes()
                .values()
                .forEach(media -> media.setSchema(schema));
    }

    @Override
    public Optional<Credential> credential(OperationFacts operation) {
        return operation.path().equals("/health")
                ? Optional.empty()
                : Optional.of(
                        new Credential(
                                "dispatch_token",
                                "Derived from the installation's key and the container's name."));
    }

    @Override
    public Optional<ParameterWords> parameter(OperationFacts operation, String name) {
        return switch (name) {
            case "session" -> Optional.of(ParameterWords.text("The session.", SessionId.PATTERN));
            case "execution" ->
                    Optional.of(ParameterWords.text("The execution.", ExecutionId.PATTERN));
            default -> Optional.empty();
        };
    }
}
