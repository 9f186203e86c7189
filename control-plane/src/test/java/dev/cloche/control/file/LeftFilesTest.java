package dev.cloche.control.file;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.cloche.control.execution.ExecutorDouble;
import dev.cloche.control.execution.Ground;
import dev.cloche.control.installation.FoundationResource;
import dev.cloche.control.installation.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Files of sessions that are over, in a container that lives.
@QuarkusTest
@QuarkusTestResource(FoundationResource.class)
final class LeftFilesTest {

    @Inject Pool pool;
    @Inject Vertx vertx;

    private ExecutorDouble executor;
    private String tenant;
    private String session;

    @BeforeEach
    void aSessionThatEnded() {
        executor = new ExecutorDouble(vertx);
        Ground ground = new Ground(pool);
        tenant = "t" + Ground.letters(10);
        session = "sess_" + Ground.letters(16);
        String container = ground.container(ground.template(), executor.port(), 4);
        ground.sql(
                """
                INSERT INTO sessions (id, tenant, created_by, template_id, mode, status, container_id, resources,
                  env_names, env_sealed, network_enabled, metadata, timeout_seconds, created_at, updated_at,
                  last_activity_at, completed_at, released_at)
                SELECT $1, $2, 'me', template_id, 'persistent', 'terminated', id, '{}', '{}', '', false,
                  '{}', 300, now(), now(), now(), now(), now() FROM containers WHERE id = $3
                """,
                Tuple.of(session, tenant, container));
    }

    @AfterEach
    void close() {
        executor.close();
    }

    @Test
    void oneOfWhichItsExecutorNeverHeardHasNone() {
        executorSays(404, "Executor.UnknownSession");

        get("/files").statusCode(200).body("count", equalTo(0));
        get("/files/a.txt").statusCode(404).body("error_code", equalTo("Sandbox.FileNotFound"));
    }

    @Test
    void whatAnExecutorInTroubleHasIsNotTakenForNothing() {
        executorSays(500, "Executor.InternalError");

        get("/files").statusCode(503).body("error_code", equalTo("Sandbox.ExecutorUnreachable"));
    }

    private void executorSays(int status, String code) {
        executor.refuses(_ -> status);
        executor.answers(
                """
                {"error_code": "%s", "description": "", "error_detail": "session %s"}
                """
                        .formatted(code, session));
    }

    private ValidatableResponse get(String path) {
        return given().header("Authorization", "Bearer " + Tokens.of(tenant, "user"))
                .get("/api/v1/sessions/" + session + path)
                .then();
    }
}
