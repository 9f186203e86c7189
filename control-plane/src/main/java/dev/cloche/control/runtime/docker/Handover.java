package dev.cloche.control.runtime.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.dockerjava.api.model.Frame;
import dev.cloche.api.executor.ExecutorBoot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Tells executors what they must know and nobody else may: through the standard input of their
/// container, which can be opened once.
final class Handover {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration ATTACHING = Duration.ofSeconds(30);
    private static final Duration HEARING = Duration.ofSeconds(60);

    private final Engine engine;
    private final Dialect dialect;
    private final SandboxNetwork network;

    Handover(Engine engine, Dialect dialect, SandboxNetwork network) {
        this.engine = engine;
        this.dialect = dialect;
        this.network = network;
    }

    /// Starts a container and tells its executor. The connection stays until the executor says
    /// something or the patience is over: an early end could overtake the line.
    ///
    /// @param container what the engine calls it
    void start(String container, ExecutorBoot boot) throws IOException, InterruptedException {
        if (dialect.isLate()) {
            begin(container);
        }
        CountDownLatch heard = new CountDownLatch(1);
        Conversation<Frame> attached = new Conversation<>(_ -> heard.countDown());
        attached.atEnd(heard::countDown);
        engine.streams()
                .attachContainerCmd(container)
                .withStdIn(new ByteArrayInputStream(line(boot)))
                .withStdOut(true)
                .withStdErr(true)
                .withFollowStream(true)
                .exec(attached);
        boolean started = false;
        try {
            attached.awaitBegun(ATTACHING);
            if (!dialect.isLate()) {
                begin(container);
            }
            started = true;
        } finally {
            if (!started) {
                attached.close();
            }
        }
        var _ = Thread.ofVirtual().name("handover").start(() -> hangUp(attached, heard));
    }

    private void begin(String container) {
        engine.calls().startContainerCmd(container).exec();
        network.arrived();
    }

    private static void hangUp(Conversation<Frame> attached, CountDownLatch heard) {
        try (attached) {
            var _ = heard.await(HEARING.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] line(ExecutorBoot boot) {
        ExecutorBoot inside = boot.inside(ContainerShape.WORKSPACES, ContainerShape.SPOOL, null);
        try {
            return (JSON.writeValueAsString(inside) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the boot of " + boot.containerId(), e);
        }
    }
}
