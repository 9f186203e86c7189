package dev.cloche.acceptance.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Description;
import dev.cloche.acceptance.product.Description.Operation;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import io.restassured.http.Method;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every endpoint that the description has, asked by one tenant for the things of another: nothing
/// is found, nothing is told, nothing is changed. New endpoints are in here as soon as they are
/// described.
@ExtendWith(SharedProduct.class)
final class TenantsTest {

    private static final String MARK = "heron-of-the-owner";

    /// What belongs to no tenant, or is nobody's secret.
    private static final List<String> COMMON =
            List.of("/api/v1/templates", "/docs/errors", "/health");

    private final Product product;

    TenantsTest(Product product) {
        this.product = product;
    }

    static Stream<Operation> operations() {
        return Description.of("control-plane-api.yaml").operations().stream()
                .filter(operation -> COMMON.stream().noneMatch(operation.path()::startsWith));
    }

    static Stream<Operation> named() {
        return operations().filter(operation -> operation.parameters() > 0);
    }

    static Stream<Operation> lists() {
        return operations()
                .filter(operation -> operation.parameters() == 0)
                .filter(operation -> operation.method().equals("GET"));
    }

    @ParameterizedTest
    @MethodSource("named")
    void whatIsAnothersIsNotFound(Operation operation) {
        Caller owner = product.newTenant();
        Caller stranger = product.newTenant();
        try (Sandbox sandbox = Sandbox.open(owner, request())) {
            String execution = sandbox.python("print('" + MARK + "')").executionId();
            String container = sandbox.container();
            String subject = subject(operation, sandbox.id(), execution, container);

            Answer answer = ask(stranger, operation, operation.at(subject, MARK));
            Answer nothing = ask(stranger, operation, operation.at(nobodys(subject), MARK));

            assertThat(answer.status()).as("%s: %s", operation, answer).isEqualTo(404);
            assertThat(nothing.status()).isEqualTo(404);
            // Word for word what is said of a thing that nobody has.
            if (operation.method().equals("HEAD")) {
                assertThat(answer.body()).isEqualTo(nothing.body()).isEmpty();
            } else {
                assertThat(told(answer, subject)).isEqualTo(told(nothing, nobodys(subject)));
            }
            assertThat(answer.body()).doesNotContain("tenant-");
            assertThat(sandbox.status()).isEqualTo("running");
            assertThat(sandbox.result(execution).stdout()).contains(MARK);
        }
    }

    @ParameterizedTest
    @MethodSource("lists")
    void listsAndTheirCountsSayNothingOfAnother(Operation operation) {
        Caller owner = product.newTenant();
        Caller stranger = product.newTenant();
        JsonNode before = ask(stranger, operation, operation.path()).expect(200).json();
        try (Sandbox sandbox = Sandbox.open(owner, request())) {
            sandbox.python("print('" + MARK + "')");

            Answer answer = ask(stranger, operation, operation.path()).expect(200);

            assertThat(answer.json()).isEqualTo(before);
            assertThat(answer.json().path("total").asInt()).isZero();
            assertThat(answer.body())
                    .doesNotContain(sandbox.id(), MARK)
                    .doesNotContain(sandbox.container());
        }
    }

    private static Map<String, ?> request() {
        return Map.of(
                "template_id",
                Sandbox.ANY_LANGUAGE,
                "metadata",
                Map.of("mark", MARK),
                "env_vars",
                Map.of("MARK", MARK));
    }

    private static String subject(
            Operation operation, String session, String execution, String container) {
        if (operation.path().contains("/containers/")) {
            return container;
        }
        return operation.path().matches(".*/executions/\\{.*") ? execution : session;
    }

    /// A name of the same kind that nothing has.
    private static String nobodys(String name) {
        return name.substring(0, name.length() - 4) + "zzzz";
    }

    private static String told(Answer answer, String subject) {
        return answer.text("error_code") + answer.text("error_detail").replace(subject, "it");
    }

    private static Answer ask(Caller caller, Operation operation, String path) {
        return operation.bodies().isEmpty()
                ? caller.send(Method.valueOf(operation.method()), path)
                : Exchange.send(
                        caller, operation, path, operation.bodies().values().iterator().next());
    }
}
