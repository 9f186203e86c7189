package dev.cloche.acceptance.kubernetes;

import dev.cloche.acceptance.product.Await;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Keepsakes;
import dev.cloche.acceptance.product.Sandbox;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Files outlive their pods where the chart is given a bucket.
@Tag("kubernetes")
@Timeout(600)
final class ClusterBucketTest {

    private static final Duration SOON = Duration.ofMinutes(2);

    @Test
    void filesAreFetchedBeforeTheirPodGoes() {
        try (Release release = Release.withBucket()) {
            Caller caller = release.caller();
            Sandbox sandbox = Sandbox.open(caller, Map.of("template_id", "python-basic"));
            Keepsakes.leave(sandbox);
            String pod = sandbox.container().replace('_', '-');

            sandbox.close();

            Await.until(
                    "its pod is gone",
                    SOON,
                    () -> Release.kubectl(release.sandboxes(), "get", "pods", "--output=name"),
                    names -> !names.contains(pod));
            Keepsakes.check(caller, sandbox.path() + "/files");
        }
    }
}
