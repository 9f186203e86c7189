package dev.cloche.acceptance.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Contract;
import dev.cloche.acceptance.product.Description;
import dev.cloche.acceptance.product.Description.Operation;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The examples in the descriptions work when they are sent, and those of answers are answers that
/// could be given.
@ExtendWith(SharedProduct.class)
final class ExamplesTest {

    private static final String TEMPLATES = "/api/v1/templates";
    private static final Description PUBLIC = Description.of("control-plane-api.yaml");

    /// Neither input nor signals end it before its input does.
    private static final String READER =
            """
            import signal, sys
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            sys.stdin.read()
            """;

    private final Caller caller;
    private final Caller admin;

    ExamplesTest(Product product) {
        this.admin = product.admin();
        this.caller = product.newTenant();
    }

    static Stream<Operation> operations() {
        return PUBLIC.operations().stream().filter(operation -> !operation.bodies().isEmpty());
    }

    static Stream<String> documents() {
        return Stream.of("control-plane-api.yaml", "internal-api.yaml", "executor-api.yaml");
    }

    @ParameterizedTest
    @MethodSource("operations")
    void anExampleOfARequestIsCarriedOut(Operation operation) {
        for (Map.Entry<String, JsonNode> example : operation.bodies().entrySet()) {
            try (Sandbox sandbox = Sandbox.open(caller)) {
                String path = operation.at(subject(operation, sandbox));

                Answer answer =
                        Exchange.send(
                                isTemplate(operation) ? admin : caller,
                                operation,
                                path + operation.query(example.getKey()),
                                example.getValue());

                assertThat(answer.status())
                        .as("%s %s: %s", operation, example.getKey(), answer)
                        .isIn(operation.successes());
                endWhatWasMade(operation, answer);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void anExampleOfAnAnswerIsOneThatCouldBeGiven(String document) {
        Contract contract = Contract.of(Contract.document(document));
        List<String> broken = new ArrayList<>();
        int looked = 0;
        for (Operation operation : Description.of(document).operations()) {
            for (Description.Example example : operation.answers()) {
                Answer answer =
                        new Answer(
                                example.status(),
                                Map.of("content-type", "application/json"),
                                example.value().toString());
                broken.addAll(contract.broken(operation.method(), operation.at("x"), answer));
                looked++;
            }
        }

        assertThat(looked).isPositive();
        assertThat(broken).isEmpty();
    }

    @Test
    void thereAreExamples() {
        assertThat(operations().count()).isGreaterThanOrEqualTo(5);
    }

    private String subject(Operation operation, Sandbox sandbox) {
        if (isTemplate(operation)) {
            return operation.parameters() == 0 ? "" : newTemplate();
        }
        return operation.path().matches(".*/executions/\\{.*") ? reading(sandbox) : sandbox.id();
    }

    private static boolean isTemplate(Operation operation) {
        return operation.path().startsWith(TEMPLATES);
    }

    private String newTemplate() {
        return admin.post(
                        TEMPLATES,
                        Map.of(
                                "id",
                                "to-be-changed",
                                "name",
                                "To be changed",
                                "image",
                                "any",
                                "default_resources",
                                Map.of()))
                .expect(201)
                .text("id");
    }

    private void endWhatWasMade(Operation operation, Answer answer) {
        if (isTemplate(operation)) {
            admin.delete(TEMPLATES + "/" + answer.text("id")).expect(204);
        } else if (operation.path().equals("/api/v1/sessions")) {
            caller.delete("/api/v1/sessions/" + answer.text("session_id")).expect(200);
        }
    }

    private static String reading(Sandbox sandbox) {
        String execution =
                sandbox.submit(Map.of("language", "python", "code", READER, "stdin_open", true));
        sandbox.awaitRunning(execution);
        return execution;
    }
}
