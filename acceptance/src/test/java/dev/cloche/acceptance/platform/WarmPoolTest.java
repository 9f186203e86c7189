package dev.cloche.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.LivingProcess;
import dev.cloche.acceptance.product.Product;
import dev.cloche.api.error.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// Containers that are ready before they are asked for, on a machine that holds five.
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WarmPoolTest {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int MOST = 5;
    private static final String CONTAINERS = "/api/v1/containers";
    private static final String TEMPLATES = "/api/v1/templates";

    private final Product product =
            Product.start(Map.of("cloche.containers.max", String.valueOf(MOST)));
    private final Caller admin = product.admin();
    private final Caller caller = product.newTenant();

    @AfterAll
    void close() {
        product.close();
    }

    @Test
    void containersAreReadyBeforeTheyAreAskedForAndAgainAfterwards() {
        String id = template("shared", 1);
        String first = awaitReady(id, 1).getFirst();

        JsonNode created = create(id).expect(201).json();

        assertThat(created.path("status").asText()).isEqualTo("running");
        assertThat(created.path("container_id").asText()).isEqualTo(first);
        end(created);
        remove(id);
    }

    @Test
    void aStrictContainerIsReplacedAtOnceAndEndsWithItsSession() {
        String id = template("strict", 1);
        String first = awaitReady(id, 1).getFirst();

        JsonNode created = create(id).expect(201).json();

        assertThat(created.path("status").asText()).isEqualTo("running");
        assertThat(created.path("container_id").asText()).isEqualTo(first);
        assertThat(awaitReady(id, 1)).doesNotContain(first);
        end(created);
        await("it is gone", () -> state(first), "exited"::equals);
        remove(id);
    }

    @Test
    void aContainerThatDiesBeforeItsSessionComesIsReplacedWithoutANotice() {
        String id = template("shared", 1);
        awaitReady(id, 1);
        product.executors().forEach(LivingProcess::kill);

        JsonNode created = create(id, "?wait=60").expect(201).json();

        assertThat(created.path("status").asText()).as("%s", created).isEqualTo("running");
        end(created);
        remove(id);
    }

    @Test
    void whatIsKeptReadyGivesWayToThoseWhoAsk() {
        String kept = template("strict", 3);
        await("the machine is full but for one", () -> ready(kept), found -> found.size() == 3);
        String asked = template("strict", 0);

        List<JsonNode> created = new ArrayList<>();
        for (int i = 0; i < MOST; i++) {
            created.add(create(asked, "?wait=60").expect(201).json());
        }

        assertThat(created)
                .allSatisfy(one -> assertThat(one.path("status").asText()).isEqualTo("running"));
        create(asked).refusedWith(ErrorCode.NO_SANDBOX_AVAILABLE);
        created.forEach(this::end);
        remove(asked);
        remove(kept);
    }

    @Test
    void aTemplateThatHasChangedKeepsContainersOfItsPresentGenerationReady() {
        String id = template("shared", 1);
        String old = awaitReady(id, 1).getFirst();

        admin.put(TEMPLATES + "/" + id, Map.of("default_timeout", 100)).expect(200);

        assertThat(awaitReady(id, 1, old)).doesNotContain(old);
        await("the old one is gone", () -> state(old), "exited"::equals);
        remove(id);
    }

    private String template(String density, int target) {
        String id = "pool-" + UUID.randomUUID().toString().substring(0, 8);
        admin.post(
                        TEMPLATES,
                        Map.of(
                                "id",
                                id,
                                "name",
                                id,
                                "image",
                                "none",
                                "default_resources",
                                Map.of("memory", "512Mi"),
                                "languages",
                                List.of("python"),
                                "density",
                                density,
                                "pool",
                                Map.of("target", target, "min", 0, "max", 4)))
                .expect(201);
        return id;
    }

    private void remove(String id) {
        admin.delete(TEMPLATES + "/" + id).expect(204);
        await("its containers are gone", () -> all(id), List::isEmpty);
    }

    private Answer create(String template) {
        return create(template, "");
    }

    private Answer create(String template, String query) {
        return caller.post("/api/v1/sessions" + query, Map.of("template_id", template));
    }

    private void end(JsonNode session) {
        caller.delete("/api/v1/sessions/" + session.path("session_id").asText()).expect(200);
    }

    private String state(String container) {
        return admin.get(CONTAINERS + "/" + container).expect(200).json().path("state").asText();
    }

    private List<String> awaitReady(String template, int count, String... without) {
        return await(
                "so many are ready",
                () ->
                        ready(template).stream()
                                .filter(id -> !List.of(without).contains(id))
                                .toList(),
                found -> found.size() == count);
    }

    private List<String> ready(String template) {
        return ids(template, "warm"::equals);
    }

    private List<String> all(String template) {
        return ids(template, state -> !state.equals("exited"));
    }

    private List<String> ids(String template, Predicate<String> state) {
        List<String> ids = new ArrayList<>();
        admin.get(CONTAINERS + "?limit=200&template_id=" + template)
                .expect(200)
                .json()
                .path("containers")
                .forEach(one -> {
                    if (state.test(one.path("state").asText())) {
                        ids.add(one.path("container_id").asText());
                    }
                });
        return ids;
    }

    private static <T> T await(String what, Supplier<T> look, Predicate<T> enough) {
        return Await.until(what, SOON, look, enough);
    }
}
