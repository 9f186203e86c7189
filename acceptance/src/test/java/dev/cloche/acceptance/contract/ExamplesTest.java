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

    private static final Description PUBLIC = Description.of("control-plane-api.yaml");

    /// Neither input nor signals end it before its input does.
    private static final String READER =
            """
            import signal, sys
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            sys.stdin.read()
            """;

    private final Caller caller;

    ExamplesTest(Product product) {
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
                String path =
                        operation.path().contains("/executions/")
                                ? operation.at(reading(sandbox))
                                : operation.at(sandbox.id());

                Answer answer =
                        caller.post(path + operation.query(example.getKey()), example.getValue());

                assertThat(answer.status())
                        .as("%s %s: %s", operation, example.getKey(), answer)
                        .isIn(operation.successes());
                endWhatWasMade(answer);
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

    private void endWhatWasMade(Answer answer) {
        if (answer.status() == 201) {
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
