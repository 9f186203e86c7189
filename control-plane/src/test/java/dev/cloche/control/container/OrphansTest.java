package dev.cloche.control.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.control.execution.Ground;
import dev.cloche.control.installation.FoundationResource;
import dev.cloche.control.kernel.Ids;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(FoundationResource.class)
final class OrphansTest {

    @Inject Orphans orphans;
    @Inject Pool pool;
    @Inject Ids ids;

    @ConfigProperty(name = "cloche.local.containers")
    Path directory;

    @Test
    void filesOfAContainerThatNobodyKnowsAreRemovedAndThoseOfOthersAreNot() throws IOException {
        Ground ground = new Ground(pool);
        Path known = directory.resolve(ground.container(ground.template(), 9, 1));
        Path unknown = directory.resolve(ids.container().value());
        for (Path home : new Path[] {known, unknown}) {
            Files.createDirectories(home.resolve("workspaces/sess_x"));
            Files.writeString(home.resolve("workspaces/sess_x/file"), "x");
        }

        // Another sweep may be at it, and then this one does nothing.
        Ground.await(() -> {
            orphans.sweep().await().atMost(Duration.ofSeconds(10));
            return !Files.exists(unknown);
        });

        assertThat(known).exists();
    }
}
