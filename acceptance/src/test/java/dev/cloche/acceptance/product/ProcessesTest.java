package dev.cloche.acceptance.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What the tests use to look at processes sees what there is.
final class ProcessesTest {

    private final String mark = "mark-" + UUID.randomUUID();

    @Test
    void aProcessIsFoundByItsArguments() throws IOException, InterruptedException {
        assertFound(new ProcessBuilder("sh", "-c", "read line", mark));
    }

    @Test
    void aProcessIsFoundByItsEnvironment() throws IOException, InterruptedException {
        var builder = new ProcessBuilder("cat");
        builder.environment().put("MARK", mark);

        assertFound(builder);
    }

    @Test
    void whatNobodyMentionsIsNotFound() {
        assertThat(LivingProcess.mentioning(mark)).isEmpty();
    }

    @Test
    void aListenerIsFoundAndItsReachIsKnown() throws IOException {
        try (var inside = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var outside = new ServerSocket(0, 1, InetAddress.getByName("0.0.0.0"))) {
            List<Listener> found = Listener.all();

            var self = new LivingProcess(ProcessHandle.current().pid(), "");
            assertThat(self.ports(found)).contains(inside.getLocalPort(), outside.getLocalPort());
            assertThat(found)
                    .filteredOn(one -> one.port() == inside.getLocalPort())
                    .allMatch(Listener::loopback);
            assertThat(found)
                    .filteredOn(one -> one.port() == outside.getLocalPort())
                    .isNotEmpty()
                    .noneMatch(Listener::loopback);
        }
    }

    @Test
    void waitingInVainFailsWithWhatWasSeen() {
        assertThatThrownBy(
                        () -> Await.until("pigs fly", Duration.ofMillis(30), () -> 7, n -> n > 7))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("pigs fly", "7");
    }

    private void assertFound(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.start();
        try {
            Await.until(
                    "it is found",
                    Duration.ofSeconds(5),
                    () -> LivingProcess.mentioning(mark),
                    found -> found.stream().anyMatch(one -> one.pid() == process.pid()));
        } finally {
            process.destroyForcibly().waitFor();
        }
        assertThat(LivingProcess.mentioning(mark)).isEmpty();
    }
}
