package dev.cloche.control.template;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.cloche.control.execution.ExecutorDouble;
import dev.cloche.control.execution.Ground;
import dev.cloche.control.installation.FoundationResource;
import dev.cloche.control.installation.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Templates over HTTP, and what a change means for sessions.
@QuarkusTest
@QuarkusTestResource(FoundationResource.class)
final class TemplateApiTest {

    private static final String TEMPLATES = "/api/v1/templates";

    @Inject Pool pool;
    @Inject Vertx vertx;

    private ExecutorDouble executor;
    private Ground ground;
    private String id;

    @BeforeEach
    void begin() {
        executor = new ExecutorDouble(vertx);
        ground = new Ground(pool);
        id = "T-" + Ground.letters(10);
    }

    @AfterEach
    void end() {
        executor.close();
    }

    @Test
    void aTemplateIsMadeReadListedChangedAndDeleted() {
        create(Map.of())
                .then()
                .statusCode(201)
                .body("id", equalTo(id))
                .body("generation", equalTo(1))
                .body("status", equalTo("ready"))
                .body("languages", contains("python", "shell"))
                .body("default_timeout", equalTo(300))
                .body("isolation", equalTo("full"))
                .body("density", equalTo("shared"))
                .body("default_resources.memory", equalTo("1Gi"))
                .body("default_resources.cpu", equalTo("1"));
        user().get(TEMPLATES + "/" + id).then().statusCode(200).body("name", equalTo(id));
        user().get(TEMPLATES + "?limit=200").then().body("templates.id", hasItem(id));

        change(Map.of("default_timeout", 600, "default_resources", Map.of("cpu", "2")))
                .then()
                .statusCode(200)
                .body("generation", equalTo(2))
                .body("default_timeout", equalTo(600))
                .body("default_resources.cpu", equalTo("2"))
                .body("default_resources.memory", equalTo("1Gi"));

        admin().delete(TEMPLATES + "/" + id).then().statusCode(204);
        user().get(TEMPLATES + "/" + id).then().statusCode(404);
        user().get(TEMPLATES + "?limit=200").then().body("templates.id", not(hasItem(id)));
        admin().delete(TEMPLATES + "/" + id)
                .then()
                .statusCode(404)
                .body("error_code", equalTo("Sandbox.TemplateNotFound"));
        session(Map.of("template_id", id)).then().statusCode(404);
    }

    @Test
    void aDeletedTemplateMayBeMadeAgainAsAnotherGeneration() {
        create(Map.of()).then().statusCode(201);
        ground.container(id, executor.port(), 4);
        admin().delete(TEMPLATES + "/" + id).then().statusCode(204);

        create(Map.of()).then().statusCode(201).body("generation", equalTo(2));
    }

    @Test
    void idAndNameAreUsedOnce() {
        create(Map.of()).then().statusCode(201);

        create(Map.of("name", "another " + id)).then().statusCode(409);
        create(Map.of("id", "x" + id))
                .then()
                .statusCode(409)
                .body("error_code", equalTo("Sandbox.Conflict"))
                .body("error_detail", containsString("name"));
        create(Map.of("id", "x" + id, "name", "x" + id)).then().statusCode(201);
        admin().body(Map.of("name", id))
                .put(TEMPLATES + "/x" + id)
                .then()
                .statusCode(409)
                .body("error_detail", containsString("name"));
    }

    @ParameterizedTest
    @CsvSource({"POST", "PUT", "DELETE"})
    void onlyAnAdminWrites(String method) {
        create(Map.of()).then().statusCode(201);

        user().body(method.equals("POST") ? body(Map.of()) : Map.of())
                .request(method, TEMPLATES + (method.equals("POST") ? "" : "/" + id))
                .then()
                .statusCode(403)
                .body("error_code", equalTo("Sandbox.Forbidden"));
    }

    static Stream<Map<String, ?>> wrong() {
        return Stream.of(
                Map.of("id", "-x"),
                Map.of("name", ""),
                Map.of("name", " "),
                Map.of("name", "n".repeat(256)),
                Map.of("image", ""),
                Map.of("image", "a b"),
                Map.of("image", "http://x y"),
                Map.of("base_image", "-x"),
                Map.of("default_resources", Map.of("cpu", "0.4")),
                Map.of("default_resources", Map.of("cpu", "NaN")),
                Map.of("default_resources", Map.of("memory", "9Gi")),
                Map.of("default_resources", Map.of("disk", "1")),
                Map.of("default_resources", Map.of("max_processes", 31)),
                Map.of("security_context", Map.of("network_enabled", true)),
                Map.of("security_context", Map.of("max_processes", 2000)),
                Map.of("security_context", Map.of("network_policy", "A B")),
                Map.of("runtime_type", "ruby3"),
                Map.of("default_timeout", 59),
                Map.of("default_timeout", 3601),
                Map.of("default_env_vars", Map.of("1A", "x")),
                Map.of("density", "dense"),
                Map.of("pool", Map.of("min", 2, "target", 1)),
                Map.of("pool", Map.of("target", 9)),
                Map.of("pool", Map.of("max", 101)),
                Map.of("pool", Map.of("idle_seconds", 1)),
                Map.of("languages", List.of()),
                Map.of("languages", List.of("python", "python")),
                Map.of("languages", List.of("ruby")),
                Map.of("preload", List.of("os; evil")),
                Map.of("preload", List.of("json"), "languages", List.of("shell")),
                Map.of("isolation", "none"),
                Map.of("pre_installed_packages", List.of("-r x")),
                Map.of("unheard_of", 1));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void whatIsNotAllowedIsRefusedByName(Map<String, ?> wrong) {
        String field = wrong.containsKey("preload") ? "preload" : wrong.keySet().iterator().next();

        create(wrong)
                .then()
                .statusCode(400)
                .body("error_code", equalTo("Sandbox.InvalidParameter"))
                .body("error_detail", containsString(field));

        if (!field.equals("id")) {
            create(Map.of()).then().statusCode(201);
            change(wrong).then().statusCode(400).body("error_detail", containsString(field));
            user().get(TEMPLATES + "/" + id).then().body("generation", equalTo(1));
        }
    }

    @ParameterizedTest
    @CsvSource({"id", "name", "image", "default_resources"})
    void whatMustBeThereIsMissed(String field) {
        Map<String, Object> body = body(Map.of());
        body.remove(field);

        admin().body(body)
                .post(TEMPLATES)
                .then()
                .statusCode(400)
                .body("error_detail", containsString(field));
    }

    @Test
    void aTemplateInUseIsNotDeleted() {
        create(Map.of()).then().statusCode(201);
        ground.container(id, executor.port(), 4);
        String session = session(Map.of("template_id", id)).then().extract().path("id");

        admin().delete(TEMPLATES + "/" + id)
                .then()
                .statusCode(400)
                .body("error_code", equalTo("Sandbox.InvalidParameter"))
                .body("error_detail", containsString("in use"));

        user().delete("/api/v1/sessions/" + session).then().statusCode(200);
        admin().delete(TEMPLATES + "/" + id).then().statusCode(204);
    }

    @Test
    void aChangeIsForNewSessionsInNewContainers() {
        create(Map.of()).then().statusCode(201);
        String old = ground.container(id, executor.port(), 4);
        String before = session(Map.of("template_id", id)).then().extract().path("id");

        change(Map.of("languages", List.of("shell"), "default_timeout", 900))
                .then()
                .statusCode(200);
        String young = ground.container(id, executor.port(), 4);
        Response after = session(Map.of("template_id", id));

        after.then()
                .statusCode(201)
                .body("container_id", equalTo(young))
                .body("timeout", equalTo(900));
        user().get("/api/v1/sessions/" + before)
                .then()
                .body("status", equalTo("running"))
                .body("container_id", equalTo(old))
                .body("timeout", equalTo(300));
        execute(before, "python").then().statusCode(200);
        execute(after.path("id"), "python")
                .then()
                .statusCode(400)
                .body("error_detail", containsString("language"));
        assertThat(
                        ground.number(
                                "SELECT sessions::bigint AS n FROM containers WHERE id = $1",
                                Tuple.of(old)))
                .isEqualTo(1);
    }

    @Test
    void theBrowserIsListedAndSaysThatItIsNotThere() {
        user().get(TEMPLATES + "/browser")
                .then()
                .statusCode(200)
                .body("status", equalTo("unavailable"))
                .body("status_reason", containsString("browser"));
        session(Map.of("template_id", "browser"))
                .then()
                .statusCode(409)
                .body("error_code", equalTo("Sandbox.Conflict"));
    }

    @Test
    void theTotalIsOfAllTemplates() {
        create(Map.of()).then().statusCode(201);
        int total = user().get(TEMPLATES + "?limit=1").then().extract().path("total");

        assertThat((long) total)
                .isEqualTo(
                        ground.number(
                                "SELECT count(*) AS n FROM templates WHERE deleted_at IS NULL",
                                Tuple.tuple()));
        user().get(TEMPLATES + "?limit=1").then().body("templates.id", contains(id));
    }

    private Response execute(String session, String language) {
        return user().body(Map.of("language", language, "code", "1"))
                .post("/api/v1/sessions/" + session + "/execute");
    }

    private Response session(Map<String, ?> body) {
        return user().body(body).post("/api/v1/sessions");
    }

    private Response create(Map<String, ?> more) {
        return admin().body(body(more)).post(TEMPLATES);
    }

    private Response change(Map<String, ?> change) {
        return admin().body(change).put(TEMPLATES + "/" + id);
    }

    private Map<String, Object> body(Map<String, ?> more) {
        Map<String, Object> body = new HashMap<>();
        body.put("id", id);
        body.put("name", id);
        body.put("image", "cloche/test:1");
        body.put("default_resources", Map.of("memory", "1Gi"));
        body.putAll(more);
        return body;
    }

    private static RequestSpecification admin() {
        return as("user", "admin");
    }

    private static RequestSpecification user() {
        return as("user");
    }

    private static RequestSpecification as(String... roles) {
        return given().contentType("application/json")
                .header("Authorization", "Bearer " + Tokens.of("templates", roles));
    }
}
