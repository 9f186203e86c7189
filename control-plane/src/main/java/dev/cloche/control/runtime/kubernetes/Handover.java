package dev.cloche.control.runtime.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cloche.api.container.ContainerId;
import dev.cloche.api.executor.ExecutorBoot;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Tells executors what they must know and nobody else may: through the standard input of their
/// pod, which can be opened once. Only the control plane that wanted a pod knows its secret; should
/// it die before it has told it, the executor reads nothing, and the pod is removed when its time
/// to report is over.
final class Handover {

    static final String WORKSPACES = "/workspaces";
    static final String SPOOL = "/spool";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final String namespace;
    private final Map<ContainerId, byte[]> lines = new ConcurrentHashMap<>();

    Handover(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /// Keeps what an executor has to be told until its process is there.
    void keep(ContainerId id, ExecutorBoot boot) {
        lines.put(id, line(boot));
    }

    void forget(ContainerId id) {
        lines.remove(id);
    }

    /// What to tell an executor whose process is there now, to the first who asks.
    Optional<byte[]> take(ContainerId id) {
        return Optional.ofNullable(lines.remove(id));
    }

    /// Tells it. The connection stays until the executor says something or the patience is over: an
    /// early end could overtake the line.
    void tell(ContainerId id, byte[] line) throws IOException, InterruptedException {
        CountDownLatch heard = new CountDownLatch(1);
        OutputStream ear = new Ear(heard);
        try (ExecWatch attached =
                        client.pods()
                                .inNamespace(namespace)
                                .withName(PodNames.of(id))
                                .inContainer(PodNames.EXECUTOR)
                                .redirectingInput()
                                .writingOutput(ear)
                                .writingError(ear)
                                .attach();
                OutputStream input = attached.getInput()) {
            input.write(line);
            input.flush();
            var _ = attached.exitCode().whenComplete((_, _) -> heard.countDown());
            var _ = heard.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (KubernetesClientException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    private static byte[] line(ExecutorBoot boot) {
        ExecutorBoot inside = boot.inside(WORKSPACES, SPOOL, null);
        try {
            return (JSON.writeValueAsString(inside) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the boot of " + boot.containerId(), e);
        }
    }

    /// Notices that something was said.
    private static final class Ear extends OutputStream {

        private final CountDownLatch heard;

        Ear(CountDownLatch heard) {
            this.heard = heard;
        }

        @Override
        public void write(int one) {
            heard.countDown();
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            heard.countDown();
        }
    }
}
