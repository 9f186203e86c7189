package dev.cloche.control.session;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.cloche.control.execution.ExecutorDouble;
import dev.cloche.control.execution.Ground;
import dev.cloche.control.installation.FoundationResource;
import dev.cloche.control.installation.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Where sessions get their places, and what becomes of those.
@QuarkusTest
@QuarkusTestResource(FoundationResource.class)
final class PlaceApiTest {

    private static final String SESSIONS = "/api/v1/sessions";

    @Inject Pool pool;
    @Inject Vertx vertx;

    private final String token = Tokens.of("t" + Ground.letters(10), "user");
    private ExecutorDouble broken;
    private ExecutorDouble sound;
    private Ground ground;
    private String template;

    @BeforeEach
    void anExecutorThatTakesSessionsAndOneThatDoesNot() {
        broken = new ExecutorDouble(vertx);
        broken.refuses(_ -> 503);
        sound = new ExecutorDouble(vertx);
        ground = new Ground(pool);
        template = ground.template();
    }

    @AfterEach
    void close() {
        broken.close();
        sound.close();
    }

    @Test
    void aContainerThatDoesNotTakeItsSessionIsReplacedWithoutANotice() {
        String first = warm(broken, 16);
        String second = warm(sound, 16);

        create().statusCode(201)
                .body("status", equalTo("running"))
                .body("container_id", equalTo(second));

        assertThat(broken.calls("PUT")).hasSize(1);
        assertThat(sound.calls("PUT")).hasSize(1);
        // No process is behind it, so that it may have been found out by now.
        assertThat(container(first).getString("status")).isIn("draining", "exited");
        assertThat(container(first).getInteger("sessions")).isZero();
        assertThat(container(second).getInteger("sessions")).isEqualTo(1);
    }

    @Test
    void aSessionIsFailedWhenThereIsNoContainerThatTakesIt() {
        warm(broken, 16);
        warm(broken, 16);

        String session = create().statusCode(201).extract().path("session_id");

        Ground.await(() -> "failed".equals(status(session)));
        assertThat(broken.calls("PUT")).hasSize(2);
        assertThat(
                        ground.number(
                                "SELECT coalesce(sum(sessions), 0) AS n FROM containers WHERE template_id = $1 AND status <> 'exited'",
                                Tuple.of(template)))
                .isZero();
    }

    private String warm(ExecutorDouble executor, int places) {
        String id = ground.container(template, executor.port(), places);
        ground.sql(
                "UPDATE containers SET created_at = created_at - $2 * interval '1 second' WHERE id = $1",
                Tuple.of(id, executor == broken ? 10 : 5));
        return id;
    }

    private Row container(String id) {
        return ground.sql("SELECT * FROM containers WHERE id = $1", Tuple.of(id)).iterator().next();
    }

    private String status(String session) {
        return calling().get(SESSIONS + "/" + session).then().extract().path("status");
    }

    private ValidatableResponse create() {
        return calling().body(Map.of("template_id", template)).post(SESSIONS).then();
    }

    private RequestSpecification calling() {
        return given().contentType("application/json").header("Authorization", "Bearer " + token);
    }
}
