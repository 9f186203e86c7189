package dev.cloche.control.runtime.kubernetes;

import dev.cloche.control.runtime.LinesAhead;
import dev.cloche.control.runtime.LogReader;
import io.fabric8.kubernetes.client.dsl.LogWatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/// Follows a pod's log: what has been logged, and then what is logged later. It ends with the pod,
/// or with the connection.
final class PodLog implements LogReader {

    private static final Logger LOG = Logger.getLogger(PodLog.class);

    private final LogWatch source;
    private final LinesAhead lines = new LinesAhead();

    PodLog(LogWatch source) {
        this.source = source;
        var _ = Thread.ofVirtual().name("pod-log").start(this::read);
    }

    private void read() {
        try (var reader =
                new BufferedReader(
                        new InputStreamReader(source.getOutput(), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.put(line);
            }
        } catch (IOException e) {
            LOG.debugf("a log is not read any more: %s", e);
        } finally {
            lines.end();
        }
    }

    @Override
    public Optional<List<String>> next(Duration patience) {
        return lines.next(patience);
    }

    @Override
    public void close() {
        source.close();
        lines.close();
    }
}
