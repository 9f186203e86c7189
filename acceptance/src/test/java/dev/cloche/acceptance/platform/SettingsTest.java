package dev.cloche.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Issuer;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.Tokens;
import dev.cloche.api.error.ErrorCode;
import io.restassured.http.Method;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jose4j.jwt.JwtClaims;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A product that is not as it comes: with limits, an issuer of tokens elsewhere, metrics for
/// admins only, and a log in JSON.
final class SettingsTest {

    private static final String SESSIONS = "/api/v1/sessions";
    private static final String WAITING = "import time; time.sleep(60)";

    private static Issuer issuer;
    private static Product product;

    private int tenants;

    @BeforeAll
    static void start() throws Exception {
        issuer = Issuer.start();
        Map<String, String> settings = new HashMap<>(issuer.settings());
        settings.put("cloche.limits.requests-per-second", "20");
        settings.put("cloche.limits.burst", "40");
        settings.put("cloche.limits.sessions", "2");
        settings.put("cloche.limits.executions", "2");
        settings.put("cloche.limits.workspace-bytes", "20G");
        settings.put("cloche.metrics.access", "admin");
        settings.put("cloche.log.json", "true");
        product = Product.start(settings);
    }

    @AfterAll
    static void stop() throws IOException {
        product.close();
        issuer.close();
    }

    @Test
    void aTokenOfTheIssuerIsAccepted() {
        with(issuer.signed(claims("issued"))).get(SESSIONS).expect(200);
    }

    @Test
    void otherTokensAreNot() throws Exception {
        JwtClaims otherAudience = claims("issued");
        otherAudience.setAudience("somebody-else");
        JwtClaims noAudience = claims("issued");
        noAudience.unsetClaim("aud");
        JwtClaims otherIssuer = claims("issued");
        otherIssuer.setIssuer("cloche");
        List<String> refused =
                List.of(
                        issuer.signed(otherAudience),
                        issuer.signed(noAudience),
                        issuer.signed(otherIssuer),
                        Tokens.foreign(claims("issued")),
                        Tokens.unsigned(claims("issued")),
                        product.tokens().signed(claims("issued")));

        assertThat(refused)
                .allSatisfy(token -> with(token).get(SESSIONS).refusedWith(ErrorCode.UNAUTHORIZED));
    }

    @Test
    void aTenantThatSendsTooMuchIsToldToWaitAndOthersAreNot() {
        Caller busy = tenant();
        List<Answer> refused = new ArrayList<>();
        for (int i = 0; i < 200 && refused.isEmpty(); i++) {
            Answer answer = busy.get(SESSIONS);
            if (answer.status() != 200) {
                refused.add(answer);
            }
        }

        assertThat(refused).hasSize(1);
        assertThat(refused.getFirst().refusedWith(ErrorCode.TOO_MANY_REQUESTS)).contains("20.0");
        assertThat(Integer.parseInt(refused.getFirst().header("retry-after").orElse("0")))
                .isPositive();
        tenant().get(SESSIONS).expect(200);
    }

    @Test
    void aTenantHasNoMoreSessionsThanItMay() {
        Caller caller = tenant();
        try (Sandbox first = Sandbox.open(caller);
                Sandbox second = Sandbox.open(caller)) {
            Answer third = caller.post(SESSIONS, Map.of("template_id", Sandbox.ANY_LANGUAGE));

            assertThat(third.refusedWith(ErrorCode.TOO_MANY_REQUESTS)).contains("2 sessions");
            assertThat(List.of(first.status(), second.status())).containsOnly("running");
        }
        Sandbox.open(caller).close();
    }

    @Test
    void theWorkspacesOfATenantTakeNoMoreThanTheyMayAndLessOnceTheyAreKept() {
        Caller caller = tenant();
        var large =
                Map.of("template_id", Sandbox.ANY_LANGUAGE, "resources", Map.of("disk", "12Gi"));
        Sandbox first = Sandbox.open(caller, large);
        first.shell("head -c 1000000 /dev/zero > kept").ok();

        assertThat(caller.post(SESSIONS, large).refusedWith(ErrorCode.TOO_MANY_REQUESTS))
                .contains("21474836480", "take 12884901888 bytes");
        first.close();
        Answer second =
                Await.until(
                        "what is kept counts as what it is",
                        Duration.ofMinutes(1),
                        () -> caller.post(SESSIONS, large),
                        answer -> answer.status() == 201);
        assertThat(caller.post(SESSIONS, large).refusedWith(ErrorCode.TOO_MANY_REQUESTS))
                .contains("take 12885901888 bytes");
        caller.delete(SESSIONS + "/" + second.text("session_id")).expect(200);
    }

    @Test
    void aTenantHasNoMoreExecutionsAtOnceThanItMay() {
        Caller caller = tenant();
        try (Sandbox sandbox = Sandbox.open(caller)) {
            Map<String, String> request = Map.of("language", "python", "code", WAITING);
            List<String> running = List.of(sandbox.submit(request), sandbox.submit(request));

            Answer third = caller.post(sandbox.path() + "/execute", request);

            assertThat(third.refusedWith(ErrorCode.TOO_MANY_REQUESTS)).contains("2 executions");
            running.forEach(id -> caller.send(Method.POST, "/api/v1/executions/" + id + "/cancel"));
            running.forEach(sandbox::result);
            assertThat(sandbox.python("print(1)").ok().stdout()).isEqualTo("1\n");
        }
    }

    @Test
    void whatIsGivenBackUnderAKeyDoesNotCount() {
        Caller caller = tenant();
        Caller keyed = caller.with("Idempotency-Key", "again");
        Map<String, String> session = Map.of("template_id", Sandbox.ANY_LANGUAGE);
        Map<String, String> code = Map.of("language", "python", "code", WAITING);
        String made = keyed.post(SESSIONS, session).expect(201).text("session_id");
        try (Sandbox sandbox = Sandbox.open(caller)) {
            String run =
                    keyed.post(sandbox.path() + "/execute", code).expect(200).text("execution_id");
            sandbox.submit(code);

            assertThat(keyed.post(SESSIONS, session).expect(201).text("session_id"))
                    .isEqualTo(made);
            assertThat(
                            keyed.post(sandbox.path() + "/execute", code)
                                    .expect(200)
                                    .text("execution_id"))
                    .isEqualTo(run);
            Caller other = caller.with("Idempotency-Key", "another");
            other.post(SESSIONS, session).refusedWith(ErrorCode.TOO_MANY_REQUESTS);
            other.post(sandbox.path() + "/execute", code).refusedWith(ErrorCode.TOO_MANY_REQUESTS);
        }
        caller.delete(SESSIONS + "/" + made).expect(200);
    }

    @Test
    void metricsAreForAdminsOnly() {
        assertThat(product.anonymous().get("/q/metrics").status()).isEqualTo(401);
        assertThat(tenant().get("/q/metrics").status()).isEqualTo(403);
        Caller admin = with(issuer.signed(claims("default", "user", "admin")));
        assertThat(admin.get("/q/metrics").expect(200).body()).contains("sandbox_sessions_active");
    }

    @Test
    void aLineOfTheLogIsAnObjectThatNamesItsRequest() {
        Caller caller = tenant().with("x-request-id", "req-in-json");
        try (Sandbox sandbox = Sandbox.open(caller)) {
            assertThat(sandbox.status()).isEqualTo("running");
        }

        List<JsonNode> lines =
                product.logged()
                        .lines()
                        .filter(line -> line.contains("req-in-json"))
                        .map(Answer::parse)
                        .toList();

        assertThat(lines)
                .isNotEmpty()
                .allSatisfy(line ->
                        assertThat(line.path("mdc").path("request").asText())
                                .isEqualTo("req-in-json"));
        assertThat(lines)
                .as("the line about the end names the session too")
                .anyMatch(line -> line.path("mdc").path("session").asText().startsWith("sess_"));
    }

    /// Of each test its own, since limits are those of a tenant.
    private Caller tenant() {
        tenants++;
        return with(issuer.signed(claims("tenant-" + hashCode() + "-" + tenants)));
    }

    private static JwtClaims claims(String tenant, String... roles) {
        JwtClaims claims = Tokens.claims(tenant, roles.length == 0 ? new String[] {"user"} : roles);
        claims.setIssuer(Issuer.NAME);
        claims.setAudience(Issuer.AUDIENCE);
        return claims;
    }

    private static Caller with(String token) {
        return product.anonymous().withToken(token);
    }
}
