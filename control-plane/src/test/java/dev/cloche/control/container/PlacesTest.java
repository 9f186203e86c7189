package dev.cloche.control.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.template.TemplateId;
import dev.cloche.control.execution.Ground;
import dev.cloche.control.installation.FoundationResource;
import dev.cloche.control.template.Template;
import dev.cloche.control.template.Templates;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Multi;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;

@QuarkusTest
@QuarkusTestResource(FoundationResource.class)
final class PlacesTest {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int CONTAINERS = 4;
    private static final int PLACES = 2;
    private static final int CROWD = 200;

    @Inject Places places;
    @Inject Templates templates;
    @Inject Pool pool;

    /// Who finds a container full that had room a moment ago must not hold on to it while waiting
    /// for others, who may be waiting for that one.
    @RepeatedTest(6)
    void ofManyWhoAskAtOnceEachGetsAPlace() {
        var ground = new Ground(pool);
        String name = ground.template();
        ground.sql(
                """
                UPDATE templates SET spec = jsonb_set(spec::jsonb, '{places}', '3')::text
                WHERE id = $1
                """,
                Tuple.of(name));
        for (int container = 0; container < CONTAINERS; container++) {
            String _ = ground.container(name, 9, PLACES);
        }
        Template template = templates.require(new TemplateId(name)).await().atMost(SOON);

        List<Place> taken =
                Multi.createFrom()
                        .range(0, CROWD)
                        .onItem()
                        .transformToUni(_ ->
                                pool.withTransaction(
                                        connection -> places.take(connection, template)))
                        .merge(CROWD)
                        .collect()
                        .asList()
                        .await()
                        .atMost(SOON);

        assertThat(taken).hasSize(CROWD);
        assertThat(
                        ground.number(
                                "SELECT sum(sessions)::bigint AS n FROM containers WHERE template_id = $1",
                                Tuple.of(name)))
                .isEqualTo(CROWD);
        ground.sql(
                "UPDATE containers SET status = 'exited', exited_at = now() WHERE template_id = $1",
                Tuple.of(name));
    }
}
