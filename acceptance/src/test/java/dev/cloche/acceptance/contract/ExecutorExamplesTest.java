package dev.cloche.acceptance.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Contract;
import dev.cloche.acceptance.product.Description;
import dev.cloche.acceptance.product.Description.Operation;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import io.restassured.http.Method;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The examples of what a control plane sends to an executor are taken by a real one.
@ExtendWith(SharedProduct.class)
final class ExecutorExamplesTest {

    private static final String DOCUMENT = "executor-api.yaml";
    private static final Contract CONTRACT = Contract.of(Contract.document(DOCUMENT));
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /// Neither input nor signals end it before its input does.
    private static final String READER =
            """
            import signal, sys
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            sys.stdin.read()
            """;

    private static final String BINDING =
            """
            {"env_vars": {}, "limits": {"cpu_cores": 1.0, "memory_bytes": 536870912, "disk_bytes": 1073741824,
             "max_processes": 64, "output_kept_bytes": 1048576, "output_allowed_bytes": 10485760},
             "network_enabled": false}
            """;

    private final Product product;
    private final String session = "sess_" + letters(16);
    private String execution = "exec_20260115_" + letters(8);
    private Sandbox neighbour;
    private Caller executor;

    ExecutorExamplesTest(Product product) {
        this.product = product;
    }

    static Stream<Operation> operations() {
        return Description.of(DOCUMENT).operations().stream()
                .filter(operation -> !operation.bodies().isEmpty());
    }

    @BeforeEach
    void anExecutorWithASession() throws IOException {
        neighbour = Sandbox.open(product.newTenant());
        executor = executorOf(neighbour.container());
        assertThat(send("PUT", at(""), BINDING).status()).isEqualTo(204);
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(executor.send(Method.DELETE, at("")).status()).isEqualTo(204);
        neighbour.close();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void anExampleOfWhatAControlPlaneSendsIsTaken(Operation operation) {
        for (JsonNode example : operation.bodies().values()) {
            if (operation.path().matches(".*/(stdin|signal)")) {
                beginReading();
            }
            // Nobody is to be asked for packages who is not on this machine.
            String body = example.toString().replace("pypi.org", "localhost");
            execution = example.path("execution_id").asText(execution);

            Answer answer =
                    Await.until(
                            operation + " is taken: " + body,
                            PATIENCE,
                            () -> send(operation.method(), path(operation), body),
                            sent -> operation.successes().contains(sent.status()));

            assertThat(CONTRACT.broken(operation.method(), path(operation), answer)).isEmpty();
        }
    }

    @Test
    void thereAreExamplesOfAllThatIsSentAsJson() {
        assertThat(operations())
                .extracting(Operation::toString)
                .contains(
                        "PUT /v1/sessions/{session}",
                        "PUT /v1/sessions/{session}/executions/{execution}",
                        "PUT /v1/sessions/{session}/dependencies",
                        "POST /v1/sessions/{session}/executions/{execution}/stdin",
                        "POST /v1/sessions/{session}/executions/{execution}/signal");
    }

    private void beginReading() {
        var run = new ObjectMapper().createObjectNode();
        run.put("execution_id", execution).put("attempt", 1).put("language", "python");
        run.put("code", READER).put("stdin_open", true).put("timeout_ms", 60_000);
        run.putObject("env_vars");
        assertThat(send("PUT", at("/executions/" + execution), run.toString()).status())
                .isEqualTo(202);
    }

    private Answer send(String method, String path, String body) {
        return executor.send(
                Method.valueOf(method),
                path,
                "application/json",
                body.getBytes(StandardCharsets.UTF_8));
    }

    private String path(Operation operation) {
        return operation.at(session, execution);
    }

    private String at(String rest) {
        return "/v1/sessions/" + session + rest;
    }

    /// The one that takes what a control plane proves itself with to that container.
    private Caller executorOf(String container) throws IOException {
        String token = dispatchToken(container);
        return product.strangersToExecutors().stream()
                .map(stranger -> stranger.withToken(token))
                .filter(known -> known.get("/v1/state").status() == 200)
                .findFirst()
                .orElseThrow();
    }

    private String dispatchToken(String container) throws IOException {
        String key = Files.readString(product.data().resolve("keys/installation.key"));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getMimeDecoder().decode(key), "HmacSHA256"));
            byte[] subject = ("dispatch\0" + container).getBytes(StandardCharsets.UTF_8);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(subject));
        } catch (GeneralSecurityException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static String letters(int count) {
        return UUID.randomUUID().toString().replace("-", "").substring(0, count);
    }
}
