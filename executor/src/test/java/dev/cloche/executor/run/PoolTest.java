package dev.cloche.executor.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.api.execution.Language;
import dev.cloche.api.executor.RunRequest;
import dev.cloche.api.session.SessionId;
import dev.cloche.executor.process.ChildRequest;
import dev.cloche.executor.process.Walls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Sandboxes that wait: whatever dies, the next run works.
final class PoolTest {

    private static final String MARKED =
            "grep -q /run/cloche/workspaces /proc/self/mountinfo && echo waited || echo plain";

    private Workbench bench;

    private void open(Workbench.Plan plan) throws IOException {
        bench = new Workbench(plan);
        bench.bind("pool", Workbench.LIMITS);
        bench.bind("other", Workbench.LIMITS);
    }

    private void open() throws IOException {
        open(Workbench.Plan.of(ChildRequest.WallBuilder.FASTEST));
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    @Test
    void refills() throws IOException {
        open();

        for (int i = 0; i < 12; i++) {
            assertThat(said(shell(MARKED))).isEqualTo("waited\n");
        }

        await(() -> firsts().size() >= 2);
    }

    @Test
    void growsAndShrinks() throws IOException {
        open();
        await(() -> firsts().size() == 2);
        for (int i = 0; i < 150; i++) {
            shell("true");
        }

        await(() -> firsts().size() > 2);
        await(() -> firsts().size() == 2);

        assertThat(said(shell(MARKED))).isEqualTo("waited\n");
    }

    @Test
    void firstProcessesThatDieAreReplaced() throws IOException {
        open();
        await(() -> !firsts().isEmpty());

        List<ProcessHandle> killed = firsts();
        kill(killed);
        await(() -> killed.stream().allMatch(PoolTest::isDead));

        assertThat(said(shell("echo on"))).isEqualTo("on\n");
        await(() -> firsts().size() >= 2);
        assertThat(said(shell(MARKED))).isEqualTo("waited\n");
    }

    @Test
    void secondProcessesThatDieAreReplaced() throws IOException {
        open();
        await(() -> !seconds().isEmpty());

        List<ProcessHandle> killed = seconds();
        kill(killed);
        await(() -> killed.stream().allMatch(PoolTest::isDead));

        assertThat(said(shell("echo on"))).isEqualTo("on\n");
        await(() -> seconds().size() >= 2);
        assertThat(said(shell(MARKED))).isEqualTo("waited\n");
    }

    @Test
    void theServerMayDieWhenNothingRuns() throws IOException {
        open();
        await(() -> !servers().isEmpty());

        kill(servers());

        // What is handed over before the kernel has ended everybody is lost when it had begun.
        assertThat(shell("echo on").path("verdict").asText()).isIn("ok", "crashed");
        await(() -> said(shell(MARKED)).equals("waited\n"));
        assertThat(said(shell("echo on"))).isEqualTo("on\n");
    }

    @Test
    void theServerTakesRunsWithIt() throws IOException {
        open();
        RunRequest running = submit("touch begun; sleep 30");
        Path begun = bench.workspaces().resolve("pool/begun");
        await(() -> Files.exists(begun));

        kill(servers());

        assertThat(bench.result(running).path("verdict").asText()).isEqualTo("crashed");
        assertThat(said(shell("echo on"))).isEqualTo("on\n");
        await(() -> said(shell(MARKED)).equals("waited\n"));
    }

    /// Renewed while everything is in use, runs that take longer than their server included.
    @Test
    void theServerIsRenewedWithoutAnybodyNoticing() throws IOException {
        open(Workbench.Plan.of(ChildRequest.WallBuilder.FASTEST).shortLivedServers());
        RunRequest longer =
                submit("touch begun; while [ ! -e done ]; do sleep 0.05; done; echo over");
        await(() -> Files.exists(bench.workspaces().resolve("pool/begun")));
        Set<Long> seen = new HashSet<>();
        servers().forEach(one -> seen.add(one.pid()));

        for (int round = 0; seen.size() < 5; round++) {
            assertThat(round).isLessThan(200);
            List<RunRequest> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                RunRequest one =
                        bench.request(Language.SHELL, "echo $((" + round + " + " + i + "))");
                bench.bind("many" + i, Workbench.LIMITS);
                bench.submit("many" + i, one);
                bench.submit("pool", bench.request(Language.PYTHON, "print(1)"));
                all.add(one);
            }
            for (int i = 0; i < 8; i++) {
                assertThat(said(bench.result(all.get(i)))).isEqualTo(round + i + "\n");
                bench.runs.release(new SessionId("many" + i), "many" + i);
            }
            servers().forEach(one -> seen.add(one.pid()));
        }
        Files.createFile(bench.workspaces().resolve("pool/done"));

        assertThat(said(bench.result(longer))).isEqualTo("over\n");
        assertThat(said(shell(MARKED))).isEqualTo("waited\n");
        await(() -> servers().size() == 1);
    }

    @Test
    void servantsAreReplaced() throws IOException {
        open(Workbench.Plan.of(ChildRequest.WallBuilder.FASTEST).cgroups(true));
        List<ProcessHandle> servants = servants();
        assertThat(servants).hasSize(2);

        kill(servants);

        assertThat(said(shell("echo on"))).isEqualTo("on\n");
        await(() -> servants().size() == 2);
        await(() -> said(shell(MARKED)).equals("waited\n"));
    }

    @Test
    void theSpawnerIsReplaced() throws IOException {
        open();
        RunRequest running = submit("touch begun; sleep 30");
        await(() -> Files.exists(bench.workspaces().resolve("pool/begun")));
        List<ProcessHandle> before = below();

        kill(List.of(ProcessHandle.of(bench.spawner.pid()).orElseThrow()));

        assertThat(bench.result(running).path("verdict").asText()).isEqualTo("crashed");
        assertThat(said(shell("echo on"))).isEqualTo("on\n");
        await(() -> said(shell(MARKED)).equals("waited\n"));
        await(() -> before.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Test
    void modulesThatAreNotThereAreNamed() throws IOException {
        open(
                Workbench.Plan.of(ChildRequest.WallBuilder.FASTEST)
                        .preload("colorsys", "no_such_module", "msilib"));

        assertThat(bench.spawner.pool().ready()).isTrue();
        assertThat(bench.spawner.pool().detail())
                .contains("no_such_module", "msilib")
                .doesNotContain("colorsys");
        assertThat(said(python("import sys; print('colorsys' in sys.modules)")))
                .isEqualTo("True\n");
    }

    @Test
    void withoutAPoolEverythingRunsAllTheSame() throws IOException {
        var plan =
                Workbench.Plan.of(ChildRequest.WallBuilder.FASTEST)
                        .unfilled(walls -> {
                            List<String> pool = new ArrayList<>(walls.pool());
                            pool.addAll(List.of("--bind", "/nowhere", "/x"));
                            return new Walls(walls.before(), walls.after(), pool, walls.fork());
                        });
        open(plan);

        assertThat(said(shell(MARKED))).isEqualTo("plain\n");
        assertThat(said(python("print(1+1)"))).isEqualTo("2\n");
        await(() -> !bench.spawner.pool().detail().isEmpty());
        assertThat(bench.spawner.pool().ready()).isFalse();
    }

    @Test
    void manyAtOnce() throws IOException {
        open(Workbench.Plan.of(ChildRequest.WallBuilder.FASTEST).room(800, 200));
        List<RunRequest> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            // No session may take more than its share of the room.
            RunRequest one = bench.request(Language.SHELL, "echo " + i + "; sleep 2");
            bench.bind("many" + i % 8, Workbench.LIMITS);
            bench.submit("many" + i % 8, one);
            all.add(one);
        }

        for (int i = 0; i < 200; i++) {
            JsonNode report = bench.result(all.get(i));
            assertThat(report.path("verdict").asText()).as(report.toString()).isEqualTo("ok");
            assertThat(said(report)).isEqualTo(i + "\n");
        }
        await(() -> firsts().size() <= 16);
    }

    @Test
    void nothingOfARunReachesTheNext() throws IOException {
        open();
        RunRequest beside =
                submit(
                        """
                        echo s3cret > mine; echo x > /tmp/trace; echo x > /dev/shm/trace
                        ipcmk -M 4096 -Q > /dev/null; export LEFT=behind
                        python3 -c 'import socket,time,os; s=socket.socket(socket.AF_UNIX);\
                         s.bind("\\0trace"); s.listen(); m=os.openpty(); open("begun","w"); time.sleep(3)'
                        """);
        await(() -> Files.exists(bench.workspaces().resolve("pool/begun")));
        String look =
                """
                ls /workspace /tmp /dev/shm; ls /dev/pts | grep -v ptmx; env | grep LEFT
                grep -c trace /proc/net/unix; ipcs -mq | grep -c 0x; set -- /proc/[0-9]*; echo $#
                ls /run/cloche/workspaces 2>/dev/null | wc -l
                """;

        JsonNode other = bench.report("other", bench.request(Language.SHELL, look));
        JsonNode first = bench.result(beside);
        JsonNode next =
                shell("ls /tmp /dev/shm; ipcs -mq | grep -c 0x; grep -c trace /proc/net/unix");

        assertThat(first.path("verdict").asText()).as(first.toString()).isEqualTo("ok");
        assertThat(said(other).lines())
                .containsExactly("/dev/shm:", "", "/tmp:", "", "/workspace:", "0", "0", "2", "0");
        assertThat(said(next).lines()).containsExactly("/dev/shm:", "", "/tmp:", "0", "0");
    }

    @Test
    void randomnessIsNotShared() throws IOException {
        open();
        String code = "import random, uuid, os, tempfile\nprint(random.random(), uuid.uuid4())";

        List<String> seen = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            seen.add(said(python(code)));
        }

        assertThat(seen).doesNotHaveDuplicates().noneMatch(String::isEmpty);
    }

    private RunRequest submit(String code) {
        RunRequest request = bench.request(Language.SHELL, code);
        bench.submit("pool", request);
        return request;
    }

    private JsonNode shell(String code) {
        return bench.report("pool", bench.request(Language.SHELL, code));
    }

    private JsonNode python(String code) {
        return bench.report("pool", bench.request(Language.PYTHON, code));
    }

    private static String said(JsonNode report) {
        return report.path("stdout").asText();
    }

    private List<ProcessHandle> below() {
        return ProcessHandle.of(bench.spawner.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .toList();
    }

    private List<ProcessHandle> servants() {
        return ProcessHandle.of(bench.spawner.pid()).stream()
                .flatMap(ProcessHandle::children)
                .filter(one -> commandLine(one).contains("/spawner"))
                .toList();
    }

    private List<ProcessHandle> servers() {
        return below().stream()
                .filter(one -> commandLine(one).startsWith("/usr/bin/python3"))
                .filter(one -> one.parent().filter(PoolTest::isBubblewrap).isPresent())
                .filter(one -> commandLine(one).contains("forkserver"))
                .toList();
    }

    private List<ProcessHandle> firsts() {
        return servers().stream().flatMap(ProcessHandle::children).toList();
    }

    private List<ProcessHandle> seconds() {
        return firsts().stream().flatMap(ProcessHandle::children).toList();
    }

    /// Gone, or waiting to be buried.
    private static boolean isDead(ProcessHandle one) {
        try {
            String stat = Files.readString(Path.of("/proc/" + one.pid() + "/stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException gone) {
            return true;
        }
    }

    private static boolean isBubblewrap(ProcessHandle one) {
        return commandLine(one).startsWith("/usr/bin/bwrap");
    }

    private static String commandLine(ProcessHandle one) {
        try {
            return Files.readString(Path.of("/proc/" + one.pid() + "/cmdline")).replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }

    private static void kill(List<ProcessHandle> all) {
        assertThat(all).isNotEmpty();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    private static void await(BooleanSupplier wanted) {
        long start = System.nanoTime();
        while (!wanted.getAsBoolean()) {
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(25));
            LockSupport.parkNanos(20_000_000);
        }
    }
}
