package dev.cloche.control.runtime.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/// The engine, as it is talked to.
///
/// @param calls for what has to be answered in time
/// @param streams for what may be silent for as long as it likes
record Engine(DockerClient calls, DockerClient streams) implements AutoCloseable {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    // The longest call ends a container, and waits for that.
    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int REMOVALS = 20;
    private static final Duration BETWEEN = Duration.ofMillis(100);
    private static final Logger LOG = Logger.getLogger(Engine.class);
    private static final Duration FOR_EVER = Duration.ZERO;

    /// Nothing is connected until something is asked.
    static Engine at(URI host) {
        return new Engine(client(host, ANSWER), client(host, FOR_EVER));
    }

    private static DockerClient client(URI host, Duration patience) {
        DefaultDockerClientConfig config =
                DefaultDockerClientConfig.createDefaultConfigBuilder()
                        .withDockerHost(host.toString())
                        .build();
        return DockerClientImpl.getInstance(
                config,
                new ZerodepDockerHttpClient.Builder()
                        .dockerHost(config.getDockerHost())
                        .sslConfig(config.getSSLConfig())
                        .connectionTimeout(CONNECT)
                        .responseTimeout(patience)
                        .build());
    }

    /// Takes a container away, whether it runs or not, if nobody else does. Podman refuses that for
    /// the moment in which it notes that one has ended.
    void remove(String container) {
        int tries = 0;
        while (!isRemoved(container, ++tries == REMOVALS)) {
            LockSupport.parkNanos(BETWEEN.toNanos());
        }
    }

    private boolean isRemoved(String container, boolean last) {
        try {
            calls.removeContainerCmd(container).withForce(true).withRemoveVolumes(true).exec();
        } catch (NotFoundException | ConflictException e) {
            LOG.debugf("somebody else removes it: %s", e.getMessage());
        } catch (InternalServerErrorException e) {
            if (last || !EngineRefusals.words(e).contains("state improper")) {
                throw e;
            }
            return false;
        }
        return true;
    }

    @Override
    public void close() {
        try {
            calls.close();
            streams.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot let go of the engine", e);
        }
    }
}
