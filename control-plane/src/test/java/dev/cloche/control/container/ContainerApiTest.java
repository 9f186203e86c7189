package dev.cloche.control.container;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.cloche.control.execution.ExecutorDouble;
import dev.cloche.control.execution.Ground;
import dev.cloche.control.installation.FoundationResource;
import dev.cloche.control.installation.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Containers over HTTP.
@QuarkusTest
@QuarkusTestResource(FoundationResource.class)
final class ContainerApiTest {

    private static final String CONTAINERS = "/api/v1/containers";

    @Inject Pool pool;
    @Inject Vertx vertx;

    @ConfigProperty(name = "cloche.local.containers")
    Path directory;

    private ExecutorDouble executor;
    private Ground ground;
    private String template;
    private String tenant;
    private String container;

    @BeforeEach
    void aContainerWithASession() {
        executor = new ExecutorDouble(vertx);
        ground = new Ground(pool);
        template = ground.template();
        tenant = "t" + Ground.letters(10);
        container = ground.container(template, executor.port(), 10);
        session(tenant);
    }

    @AfterEach
    void close() {
        executor.close();
    }

    @Test
    void aListIsCutToWhatIsAskedFor() {
        String idle = over("idle");
        String lost = over("its process is gone");

        assertThat(listed("status=creating")).containsExactly(container);
        assertThat(listed("state=starting")).containsExactly(container);
        assertThat(listed("status=terminated")).containsExactly(idle);
        assertThat(listed("status=failed")).containsExactly(lost);
        assertThat(listed("status=completed")).isEmpty();
        assertThat(listed("state=exited")).containsExactlyInAnyOrder(idle, lost);
        assertThat(listed("runtime_type=local")).hasSize(3);
        assertThat(listed("runtime_type=kubernetes")).isEmpty();
        assertThat(listed("limit=1&offset=1")).hasSize(1);
        as(tenant, "user")
                .get(CONTAINERS + "?limit=1")
                .then()
                .body("total", equalTo(1))
                .body("containers[0].container_id", equalTo(container));
    }

    @ParameterizedTest
    @CsvSource({
        "state=gone, state",
        "status=warm, status",
        "runtime_type=x, runtime_type",
        "template_id=a b, template_id",
        "limit=x, limit"
    })
    void aFilterThatMakesNoSenseIsRefusedByName(String query, String name) {
        as("x", "user", "admin")
                .get(CONTAINERS + "?" + query)
                .then()
                .statusCode(400)
                .body("error_detail", containsString(name));
    }

    @ParameterizedTest
    @CsvSource({
        "since=yesterday, since",
        "follow=yes, follow",
        "tail=-1, tail",
        "tail=10001, tail"
    })
    void aLogThatCannotBeIsRefusedByName(String query, String name) {
        as("x", "user", "admin")
                .get(CONTAINERS + "/" + container + "/logs?" + query)
                .then()
                .statusCode(400)
                .body("error_detail", containsString(name));
    }

    @Test
    void aLogIsItsTenantsUntilSomebodyElseIsInTheContainer() throws IOException {
        log("2026-01-01T00:00:00.000Z one\n2026-01-01T00:00:01.000Z two\n\tmore\n");

        assertThat(read("")).isEqualTo(Files.readString(file()));
        assertThat(read("?tail=1")).isEqualTo("\tmore\n");
        assertThat(read("?tail=0")).isEmpty();
        assertThat(read("?since=2026-01-01T00:00:01Z"))
                .isEqualTo("2026-01-01T00:00:01.000Z two\n\tmore\n");
        assertThat(read("?since=2026-01-01T01:00:01%2B01:00&tail=100")).hasLineCount(2);
        assertThat(read("?since=2027-01-01T00:00:00Z")).isEmpty();

        session("stranger");

        for (String query : List.of("", "?follow=true")) {
            as(tenant, "user")
                    .get(CONTAINERS + "/" + container + "/logs" + query)
                    .then()
                    .statusCode(403)
                    .body("error_code", equalTo("Sandbox.Forbidden"));
        }
        as("stranger", "user", "admin")
                .get(CONTAINERS + "/" + container + "/logs")
                .then()
                .statusCode(200)
                .contentType("text/plain");
        as("nobody", "user")
                .get(CONTAINERS + "/" + container + "/logs")
                .then()
                .statusCode(404)
                .body("error_code", equalTo("Sandbox.ContainerNotFound"));
    }

    @Test
    void aLogThatIsFollowedEndsWithItsContainer() throws IOException {
        log("one\ntwo\n");

        String followed = read("?follow=true");

        assertThat(followed).isEqualTo("one\ntwo\n");
    }

    private String read(String query) {
        return as(tenant, "user")
                .urlEncodingEnabled(false)
                .get(CONTAINERS + "/" + container + "/logs" + query)
                .then()
                .statusCode(200)
                .extract()
                .asString();
    }

    private Path file() {
        return directory.resolve(container).resolve("executor.log");
    }

    private void log(String text) throws IOException {
        // Of a directory without a process the runtime would say that its container is lost, also
        // when it sees one that is half written; one that is purged it deletes.
        Path written = Files.createTempDirectory(directory.getParent(), "written");
        Files.writeString(
                written.resolve("ending.json"),
                "{\"reason\": \"told before\", \"told\": true, \"purged\": false}");
        Files.writeString(written.resolve(file().getFileName()), text);
        Files.move(written, file().getParent(), StandardCopyOption.ATOMIC_MOVE);
    }

    private String over(String reason) {
        String id = ground.container(template, executor.port(), 1);
        ground.sql(
                "UPDATE containers SET status = 'exited', exited_at = now(), exit_reason = $2 WHERE id = $1",
                Tuple.of(id, reason));
        return id;
    }

    private void session(String owner) {
        as(owner, "user")
                .body(Map.of("template_id", template))
                .post("/api/v1/sessions")
                .then()
                .statusCode(201)
                .body("container_id", equalTo(container));
    }

    private List<String> listed(String query) {
        return as("x", "user", "admin")
                .get(CONTAINERS + "?template_id=" + template + "&" + query)
                .then()
                .statusCode(200)
                .extract()
                .path("containers.container_id");
    }

    private static RequestSpecification as(String tenant, String... roles) {
        return given().contentType("application/json")
                .header("Authorization", "Bearer " + Tokens.of(tenant, roles));
    }
}
