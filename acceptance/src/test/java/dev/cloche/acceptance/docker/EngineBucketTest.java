package dev.cloche.acceptance.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Keepsakes;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.S3Server;
import dev.cloche.acceptance.product.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Files outlive their containers where a bucket is set, although they are in them.
@Tag("docker")
@Timeout(600)
final class EngineBucketTest {

    private static final Duration SOON = Duration.ofSeconds(90);
    private static final long NEVER = 1L << 40;

    @Test
    void filesAreFetchedBeforeTheirContainerGoes(@TempDir Path directory) throws Exception {
        DockerEngine engine = DockerEngine.unused();
        try (S3Server server = S3Server.start(directory, "kept");
                Product product = Product.start(settings(engine, server))) {
            Caller caller = product.newTenant();
            Sandbox sandbox = Sandbox.open(caller, Map.of("template_id", "python-basic"));
            Keepsakes.leave(sandbox);
            String files = sandbox.path() + "/files";
            String container = DockerEngine.name(sandbox.container());
            server.stop();
            sandbox.close();

            // Its container stays while the bucket is away.
            Keepsakes.checkOne(caller, files);
            server.start();
            Await.until(
                    "its container is gone",
                    SOON,
                    engine::containers,
                    all -> !all.contains(container));

            Keepsakes.check(caller, files);
            assertThat(server.objects("kept")).hasSize(3);
        }
        assertThat(engine.running()).isEmpty();
        engine.clear();
    }

    private static Map<String, String> settings(DockerEngine engine, S3Server server) {
        Map<String, String> settings = new HashMap<>(engine.settings());
        settings.putAll(server.settings("kept", NEVER));
        return settings;
    }
}
