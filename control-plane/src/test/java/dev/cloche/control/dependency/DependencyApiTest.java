package dev.cloche.control.dependency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import dev.cloche.control.execution.ExecutorDouble;
import dev.cloche.control.execution.Ground;
import dev.cloche.control.installation.FoundationResource;
import dev.cloche.control.installation.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Packages of sessions over HTTP, with real rows and an executor that says what a test wants.
@QuarkusTest
@QuarkusTestResource(FoundationResource.class)
final class DependencyApiTest {

    private static final String SESSIONS = "/api/v1/sessions";
    private static final String DONE =
            """
            {"status":"completed","installed":[{"language":"python","name":"greeter","version":"1.0"}]}\
            """;
    private static final String FAILED =
            """
            {"status":"failed","installed":[],"error":"ERROR: No matching distribution"}\
            """;

    @Inject Pool pool;
    @Inject Vertx vertx;

    private ExecutorDouble executor;
    private Ground ground;
    private String template;
    private String token;

    @BeforeEach
    void aTemplateWithRoom() {
        executor = new ExecutorDouble(vertx);
        ground = new Ground(pool);
        template = ground.template();
        ground.container(template, executor.port(), 100);
        token = Tokens.of("t" + Ground.letters(10), "user");
    }

    @AfterEach
    void close() {
        executor.close();
    }

    @Test
    void runsWaitUntilPackagesAreThere() {
        String id =
                create(
                        Map.of(
                                "dependencies",
                                List.of(Map.of("name", "greeter", "version", "1.0"))));
        Ground.await(() -> installations() == 1);
        assertThat(status(id)).isEqualTo("installing");

        request()
                .body(Map.of("language", "python", "code", "1"))
                .post(SESSIONS + "/" + id + "/execute")
                .then()
                .statusCode(200)
                .body("status", equalTo("pending"));
        assertThat(runs()).isZero();

        executor.installs(DONE);
        Ground.await(() -> status(id).equals("completed"));
        Ground.await(() -> runs() == 1);
        request()
                .get(SESSIONS + "/" + id)
                .then()
                .body("requested_dependencies[0].name", equalTo("greeter"))
                .body("installed_dependencies", hasSize(1))
                .body("installed_dependencies[0].version", equalTo("1.0"))
                .body("installed_dependencies[0].is_from_template", equalTo(false));
        assertThat(executor.calls("PUT"))
                .anyMatch(call ->
                        call.contains("\"python\":[\"greeter==1.0\"]")
                                && call.contains("\"places\":[\"files.pythonhosted.org:443\""));
    }

    @Test
    void whatCannotBeHadIsToldAndTheSessionGoesOn() {
        executor.installs(FAILED);
        String id = create(Map.of("dependencies", List.of(Map.of("name", "nothing"))));

        Ground.await(() -> status(id).equals("failed"));

        request()
                .get(SESSIONS + "/" + id)
                .then()
                .body("status", equalTo("running"))
                .body("dependency_install_error", containsString("No matching distribution"));
    }

    @Test
    void aSessionThatIsNothingWithoutThemFails() {
        executor.installs(FAILED);
        String id =
                create(
                        Map.of(
                                "dependencies",
                                List.of(Map.of("name", "nothing")),
                                "fail_on_dependency_error",
                                true));

        Ground.await(() -> request().get(SESSIONS + "/" + id).path("status").equals("failed"));
        request()
                .get(SESSIONS + "/" + id)
                .then()
                .body("status_reason", containsString("packages"))
                .body("dependency_install_error", containsString("No matching distribution"));
    }

    @Test
    void moreCanBeInstalledLaterOneAfterTheOther() {
        String id = create(Map.of());
        install(id, "greeter").then().statusCode(200).body("requested_dependencies", hasSize(1));
        install(id, "other").then().statusCode(409);
        executor.installs(DONE);
        Ground.await(() -> status(id).equals("completed"));

        install(id, "other").then().statusCode(200).body("requested_dependencies", hasSize(2));

        Ground.await(() -> status(id).equals("completed"));
        RestAssured.given()
                .header("Authorization", "Bearer " + Tokens.of("stranger", "user"))
                .contentType("application/json")
                .body(Map.of("dependencies", List.of(Map.of("name", "x"))))
                .post(SESSIONS + "/" + id + "/dependencies/install")
                .then()
                .statusCode(404);
    }

    @Test
    void whatNobodyFollowsAnyMoreIsTakenUpAgain() {
        String id = create(Map.of("dependencies", List.of(Map.of("name", "greeter"))));
        Ground.await(() -> installations() == 1);

        ground.sql(
                "UPDATE sessions SET dependency_beat_at = now() - interval '10 minutes' WHERE id = $1",
                Tuple.of(id));

        Ground.await(() -> installations() == 2);
        executor.installs(DONE);
        Ground.await(() -> status(id).equals("completed"));
    }

    @Test
    void theEndOfTheSessionIsTheEndOfItsInstallation() {
        String id = create(Map.of("dependencies", List.of(Map.of("name", "greeter"))));
        Ground.await(() -> installations() == 1);

        request().delete(SESSIONS + "/" + id).then().statusCode(200);

        Ground.await(() -> status(id).equals("failed"));
        install(id, "more").then().statusCode(404);
    }

    @Test
    void whatIsNoPackageIsRefusedByField() {
        refused(Map.of("name", "-r"), "dependencies[0].name");
        refused(Map.of("name", "x", "version", "http://y"), "dependencies[0].version");
        refused(Map.of("name", "x", "language", "shell"), "dependencies[0].language");
        assertThat(executor.calls()).isEmpty();
    }

    private void refused(Map<String, String> dependency, String field) {
        request()
                .body(Map.of("template_id", template, "dependencies", List.of(dependency)))
                .post(SESSIONS)
                .then()
                .statusCode(400)
                .body("error_detail", containsString(field));
    }

    private Response install(String id, String name) {
        return request()
                .body(Map.of("dependencies", List.of(Map.of("name", name))))
                .post(SESSIONS + "/" + id + "/dependencies/install");
    }

    private String create(Map<String, Object> more) {
        Map<String, Object> body = new HashMap<>(more);
        body.put("template_id", template);
        return request().body(body).post(SESSIONS).then().statusCode(201).extract().path("id");
    }

    private String status(String id) {
        return request().get(SESSIONS + "/" + id).path("dependency_install_status");
    }

    private long installations() {
        return executor.calls("PUT").stream()
                .filter(call -> call.contains("/dependencies "))
                .count();
    }

    private long runs() {
        return executor.calls("PUT").stream().filter(call -> call.contains("/executions/")).count();
    }

    private RequestSpecification request() {
        return RestAssured.given()
                .header("Authorization", "Bearer " + token)
                .contentType("application/json");
    }
}
