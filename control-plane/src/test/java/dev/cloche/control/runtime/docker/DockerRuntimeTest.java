package dev.cloche.control.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.dockerjava.api.model.Frame;
import dev.cloche.api.container.ContainerId;
import dev.cloche.control.kernel.ByteSize;
import dev.cloche.control.runtime.ContainerGone;
import dev.cloche.control.runtime.ContainerRuntime;
import dev.cloche.control.runtime.ContainerSpec;
import dev.cloche.control.runtime.HostProblem;
import dev.cloche.control.runtime.LogQuery;
import dev.cloche.control.runtime.LogReader;
import dev.cloche.control.runtime.Room;
import dev.cloche.control.runtime.RuntimeContract;
import dev.cloche.control.runtime.Started;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// On a real engine, with the real executor.
@Tag("docker")
@Timeout(300)
final class DockerRuntimeTest implements RuntimeContract {

    private static final long PATIENCE_SECONDS = 120;
    private static final ContainerId THIRD = new ContainerId("cont_cccccccccccccccc");

    private final List<DockerRuntime> runtimes = new ArrayList<>();
    private final TestEngine engine = new TestEngine();
    private final DockerRuntime runtime = another(engine.settings());

    @AfterEach
    void end() {
        runtimes.forEach(DockerRuntime::close);
        engine.close();
    }

    private DockerRuntime another(DockerSettings settings) {
        DockerRuntime made = DockerRuntime.connect(settings);
        runtimes.add(made);
        return made;
    }

    @Override
    public ContainerRuntime runtime() {
        return runtime;
    }

    @Override
    public void crash(ContainerId id) {
        awaitReady(runtime, id);
        engine.client().killContainerCmd(ContainerNames.of(id)).exec();
    }

    private static String awaitReady(DockerRuntime runtime, ContainerId id) {
        return awaitLine(runtime, id, "executor is ready");
    }

    private static String awaitLine(DockerRuntime runtime, ContainerId id, String words) {
        Instant end = Instant.now().plusSeconds(PATIENCE_SECONDS);
        List<String> log = new ArrayList<>();
        try (LogReader reader = runtime.follow(id, new LogQuery(1000, Optional.empty()))) {
            Optional<List<String>> more = reader.next(Duration.ofSeconds(1));
            while (more.isPresent() && Instant.now().isBefore(end)) {
                log.addAll(more.get());
                Optional<String> found =
                        log.stream().filter(line -> line.contains(words)).findFirst();
                if (found.isPresent()) {
                    return found.get();
                }
                more = reader.next(Duration.ofSeconds(1));
            }
        }
        throw new AssertionError("the log of " + id + " does not say '" + words + "': " + log);
    }

    private static ContainerGone awaitGone(BlockingQueue<ContainerGone> told) throws Exception {
        ContainerGone gone = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(gone).isNotNull();
        return gone;
    }

    @Test
    void theExecutorIsToldItsSecretsAndFindsFullIsolation() throws Exception {
        Started started = runtime.start(RuntimeContract.spec(ONE));

        assertThat(started).isInstanceOf(Started.Running.class);
        assertThat(awaitReady(runtime, ONE)).contains("isolation=full");
        var shown = engine.client().inspectContainerCmd(ContainerNames.of(ONE)).exec();
        assertThat(new JsonMapper().writeValueAsString(shown)).doesNotContain("5ecret");
    }

    @Test
    void theContainerMayDoNothingButMakeSandboxes() {
        runtime.start(RuntimeContract.spec(ONE));
        awaitReady(runtime, ONE);

        assertThat(inside(ONE, "id -u")).isEqualTo("1000\n");
        assertThat(inside(ONE, "grep -E '^Cap(Prm|Eff|Bnd):' /proc/self/status").lines())
                .hasSize(3)
                .allMatch(line -> line.endsWith("\t0000000000000000"));
        assertThat(inside(ONE, "grep NoNewPrivs: /proc/self/status")).contains("1");
        assertThat(inside(ONE, "touch /x /opt/x /home/sandbox/x /var/tmp/x").lines())
                .hasSize(4)
                .allMatch(line -> line.endsWith("Read-only file system"));
        assertThat(inside(ONE, "echo x > /proc/sys/kernel/core_pattern"))
                .contains("ermission denied");
    }

    @Test
    void containersReachNeitherEachOtherNorAnythingElse() {
        runtime.start(RuntimeContract.spec(ONE));
        runtime.start(RuntimeContract.spec(OTHER));
        awaitReady(runtime, ONE);
        awaitReady(runtime, OTHER);

        if (engine.dialect() == Dialect.DOCKER) {
            assertThat(inside(ONE, connect(address(OTHER), 8090))).contains("refused or lost");
        } else {
            // Podman has no way to keep those of one network apart.
            assertThat(inside(ONE, ask(address(OTHER)))).isEqualTo("401\n");
        }
        assertThat(inside(ONE, connect("192.0.2.2", 80))).contains("refused or lost");
        assertThat(inside(ONE, connect("127.0.0.1", 8090))).contains("connected");
    }

    private static String connect(String address, int port) {
        return """
        python3 -c "
        import socket
        try:
            socket.create_connection(('%s', %d), 3)
            print('connected')
        except OSError as e:
            print('refused or lost', e)
        "
        """
                .formatted(address, port);
    }

    /// Wants to know what an executor does, without its token.
    private static String ask(String address) {
        return """
        python3 -c "
        import http.client
        executor = http.client.HTTPConnection('%s', 8090, timeout=10)
        executor.request('GET', '/v1/state')
        print(executor.getresponse().status)
        "
        """
                .formatted(address);
    }

    private String address(ContainerId id) {
        return engine.client()
                .inspectContainerCmd(ContainerNames.of(id))
                .exec()
                .getNetworkSettings()
                .getNetworks()
                .values()
                .iterator()
                .next()
                .getIpAddress();
    }

    /// What a shell beside the executor prints.
    private String inside(ContainerId id, String command) {
        StringBuilder said = new StringBuilder();
        String exec =
                engine.client()
                        .execCreateCmd(ContainerNames.of(id))
                        .withAttachStdout(true)
                        .withAttachStderr(true)
                        .withCmd("sh", "-c", command)
                        .exec()
                        .getId();
        try (Conversation<Frame> shell =
                new Conversation<>(frame ->
                        said.append(new String(frame.getPayload(), StandardCharsets.UTF_8)))) {
            engine.client().execStartCmd(exec).exec(shell);
            shell.awaitEnd();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return said.toString();
    }

    @Test
    void theNextControlPlaneFindsWhatLivesAndIsToldOfWhatEndedMeanwhile() throws Exception {
        runtime.start(RuntimeContract.spec(ONE));
        runtime.start(RuntimeContract.spec(OTHER));
        awaitReady(runtime, ONE);
        awaitReady(runtime, OTHER);
        runtime.close();
        runtimes.remove(runtime);
        engine.client().killContainerCmd(ContainerNames.of(ONE)).exec();

        DockerRuntime next = another(engine.settings());
        BlockingQueue<ContainerGone> told = new LinkedBlockingQueue<>();
        next.watch(told::add);

        ContainerGone gone = awaitGone(told);
        assertThat(gone.id()).isEqualTo(ONE);
        assertThat(gone.exitCode()).hasValue(137);
        assertThat(gone.reason()).isEqualTo("its executor died of signal 9");
        assertThat(next.alive()).containsExactly(OTHER);
        assertThat(next.kept()).containsExactlyInAnyOrder(ONE, OTHER);
        assertThat(next.logs(ONE, 100)).anyMatch(line -> line.contains("executor is ready"));
        next.purge(ONE);
        assertThat(next.kept()).containsExactly(OTHER);
    }

    @Test
    void aContainerThatSomebodyRemovesIsGone() throws Exception {
        BlockingQueue<ContainerGone> told = new LinkedBlockingQueue<>();
        runtime.watch(told::add);
        runtime.start(RuntimeContract.spec(ONE));
        awaitReady(runtime, ONE);

        engine.client().removeContainerCmd(ContainerNames.of(ONE)).withForce(true).exec();

        ContainerGone gone = awaitGone(told);
        assertThat(gone.id()).isEqualTo(ONE);
        assertThat(gone.reason()).isNotBlank();
        assertThat(runtime.alive()).isEmpty();
    }

    @Test
    void memoryThatRunsOutIsSaid() throws Exception {
        BlockingQueue<ContainerGone> told = new LinkedBlockingQueue<>();
        runtime.watch(told::add);
        ContainerSpec spec = RuntimeContract.spec(ONE);
        Room tiny = new Room(500, ByteSize.mebi(16), ByteSize.mebi(8));

        runtime.start(
                new ContainerSpec(
                        spec.id(), spec.template(), spec.environment(), tiny, spec.boot()));

        String said = "it used more memory than it may (OOMKilled)";
        String reason = awaitGone(told).reason();
        if (engine.dialect() == Dialect.DOCKER) {
            assertThat(reason).isEqualTo(said);
        } else {
            // Podman 4.3 looks for it in another place than where its conmon notes it.
            assertThat(reason).isIn(said, "its executor died of signal 9");
        }
    }

    @Test
    void anImageThatCannotBeHadIsSaidAndLeavesNothing() {
        DockerRuntime its = another(engine.settings(TestEngine.HOST, "localhost/cloche/nothing:1"));

        assertThat(its.start(RuntimeContract.spec(ONE)))
                .isInstanceOfSatisfying(
                        Started.Refused.class,
                        no -> assertThat(no.why()).contains("image").contains("nothing:1"));
        assertThat(its.alive()).isEmpty();
        assertThat(engine.containers()).isEmpty();
    }

    @Test
    void aNameThatSomebodyElseHasIsRefusedAndTheirsStays() {
        String theirs =
                engine.client()
                        .createContainerCmd(TestEngine.IMAGE)
                        .withName(ContainerNames.of(ONE))
                        .exec()
                        .getId();
        try {
            assertThat(runtime.start(RuntimeContract.spec(ONE)))
                    .isInstanceOfSatisfying(
                            Started.Refused.class,
                            no -> assertThat(no.why()).contains("somebody else"));
            runtime.remove(ONE);
            runtime.purge(ONE);

            assertThat(engine.client().inspectContainerCmd(theirs).exec().getState().getStatus())
                    .isEqualTo("created");
        } finally {
            engine.client().removeContainerCmd(theirs).exec();
        }
    }

    @Test
    void whatEndsWhileTheEngineIsNotHeardIsToldLater(@TempDir Path directory) throws Exception {
        try (Wire wire = new Wire(directory, TestEngine.HOST)) {
            DockerRuntime its = another(engine.settings(wire.host(), TestEngine.IMAGE));
            BlockingQueue<ContainerGone> told = new LinkedBlockingQueue<>();
            its.watch(told::add);
            its.start(RuntimeContract.spec(ONE));
            its.start(RuntimeContract.spec(OTHER));
            awaitReady(its, ONE);

            wire.cut();
            engine.client().killContainerCmd(ContainerNames.of(ONE)).exec();
            engine.client().removeContainerCmd(ContainerNames.of(OTHER)).withForce(true).exec();
            assertThat(its.start(RuntimeContract.spec(THIRD)))
                    .isInstanceOfSatisfying(
                            Started.NoRoom.class, no -> assertThat(no.why()).contains("engine"));
            assertThatThrownBy(its::alive).isInstanceOf(IllegalStateException.class);
            wire.mend();

            assertThat(List.of(awaitGone(told).id(), awaitGone(told).id()))
                    .containsExactlyInAnyOrder(ONE, OTHER);
            assertThat(its.alive()).isEmpty();
            assertThat(its.start(RuntimeContract.spec(THIRD))).isInstanceOf(Started.Running.class);
        }
    }

    @Test
    void anEngineThatIsNotThereIsNamed() {
        DockerSettings nowhere =
                engine.settings(URI.create("unix:///nowhere/docker.sock"), TestEngine.IMAGE);

        assertThatThrownBy(() -> another(nowhere))
                .isInstanceOf(HostProblem.class)
                .hasMessageContaining("/nowhere/docker.sock")
                .hasMessageContaining("Remedy");
    }

    @Test
    void aNetworkThatIsLostIsMadeAgainWithTheSameAddresses() {
        String before = runtime.gateway();
        engine.client().removeNetworkCmd(engine.settings().network().name()).exec();

        assertThat(runtime.start(RuntimeContract.spec(ONE))).isInstanceOf(Started.Running.class);

        assertThat(runtime.gateway()).isEqualTo(before);
    }

    @Test
    void whoeverListensInTheNetworkDoesSoBeforeAnExecutorCalls() {
        AtomicInteger listening = new AtomicInteger();
        runtime.onceThere(listening::incrementAndGet);

        runtime.start(RuntimeContract.spec(ONE));
        assertThat(listening).hasValue(1);

        runtime.start(RuntimeContract.spec(OTHER));
        awaitReady(runtime, OTHER);
        assertThat(listening).hasValue(1);
    }

    @Test
    void nothingIsLeftOfAContainerThatNobodyCanListenTo() {
        HostProblem problem = new HostProblem("nothing can listen");

        assertThatThrownBy(
                        () -> {
                            runtime.onceThere(() -> {
                                throw problem;
                            });
                            runtime.start(RuntimeContract.spec(ONE));
                        })
                .isSameAs(problem);
        assertThat(engine.containers()).isEmpty();
    }

    @Test
    void theEndOfAllLeavesNothing() {
        runtime.start(RuntimeContract.spec(ONE));
        runtime.start(RuntimeContract.spec(OTHER));
        awaitReady(runtime, ONE);

        runtime.endAll();

        assertThat(engine.containers()).isEmpty();
        assertThat(engine.networks()).isEmpty();
        assertThat(runtime.start(RuntimeContract.spec(THIRD))).isInstanceOf(Started.NoRoom.class);
    }

    @Test
    void aLogIsReadFromATimeOn() {
        runtime.start(RuntimeContract.spec(ONE));
        awaitReady(runtime, ONE);
        Instant later = Instant.now().plusSeconds(3600);

        assertThat(runtime.logs(ONE, new LogQuery(100, Optional.of(later)))).isEmpty();
        assertThat(runtime.logs(ONE, new LogQuery(1, Optional.of(Instant.EPOCH)))).hasSize(1);
        assertThat(runtime.logs(ONE, 0)).isEmpty();
    }
}
