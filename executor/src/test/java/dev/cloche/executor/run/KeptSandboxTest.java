package dev.cloche.executor.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.api.execution.Language;
import dev.cloche.api.executor.RunRequest;
import dev.cloche.api.session.SessionId;
import dev.cloche.executor.process.ChildRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Sandboxes that serve several runs of one session, one after the other.
final class KeptSandboxTest {

    /// Namespaces are numbered, so this is a name for the sandbox.
    private static final String NAME = "readlink /proc/self/ns/pid";

    private Workbench bench;

    private void open(boolean cgroups) throws IOException {
        bench = new Workbench(Workbench.Plan.of(ChildRequest.WallBuilder.FASTEST).cgroups(cgroups));
        bench.bind("mine", Workbench.LIMITS);
        bench.bind("theirs", Workbench.LIMITS);
    }

    @AfterEach
    void close() throws IOException {
        bench.close();
    }

    @Test
    void aSessionKeepsAFew() throws IOException {
        open(false);

        Set<String> names = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            names.add(said(shell("mine", NAME)));
        }

        assertThat(names).hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void noOtherSessionGetsThem() throws IOException {
        open(false);
        Set<String> mine = new HashSet<>();
        Set<String> theirs = new HashSet<>();

        for (int i = 0; i < 12; i++) {
            mine.add(said(shell("mine", NAME)));
            theirs.add(said(shell("theirs", NAME)));
        }

        assertThat(mine).doesNotContainAnyElementsOf(theirs).doesNotContain("");
    }

    /// Whatever one run does, each next one finds a sandbox as if it were new.
    @Test
    void nothingOfARunIsThereForTheNext() throws IOException {
        open(false);
        String look =
                """
                import os, socket, subprocess, threading, resource, signal
                print(sorted(os.listdir('/tmp') + os.listdir('/dev/shm') + os.listdir('/workspace')))
                print([one for one in os.listdir('/dev/pts') if one != 'ptmx'])
                print(subprocess.run(['ipcs', '-mqs'], capture_output=True, text=True).stdout.count('0x'))
                print(open('/proc/net/unix').read().count('@'), os.environ.get('LEFT'))
                print(sorted(int(one) for one in os.listdir('/proc') if one.isdigit()), os.getpid())
                print(os.getppid(), threading.main_thread().native_id, resource.getrlimit(resource.RLIMIT_CORE))
                print(signal.getsignal(signal.SIGINT) is signal.default_int_handler, sorted(os.listdir('/proc/self/fd')))
                server = socket.socket(); server.bind(('127.0.0.1', 8000)); server.close()
                """;
        String expected = said(python("mine", look));
        Set<String> names = new HashSet<>();
        String spoil =
                """
                import ctypes, os, random, socket, subprocess, time
                print(os.readlink('/proc/self/ns/pid'))
                libc = ctypes.CDLL(None)
                for place in ('/tmp', '/dev/shm'):
                    os.makedirs(place + '/deep/er'); open(place + '/deep/file', 'w').write('x')
                subprocess.run(['ipcmk', '-M', '4096', '-Q', '-S', '2'], capture_output=True)
                libc.mq_open(b'/queue', os.O_CREAT | os.O_RDWR, 0o666, None)
                os.environ['LEFT'] = 'behind'
                unix = socket.socket(socket.AF_UNIX); unix.bind('\\0left')
                os.openpty()
                for detach in (False, True):
                    if os.fork() == 0:
                        if detach: os.setsid()
                        time.sleep(600)
                """;

        for (int i = 0; i < 8; i++) {
            JsonNode spoilt = python("mine", spoil);
            assertThat(spoilt.path("verdict").asText()).as(spoilt.toString()).isEqualTo("ok");
            names.add(said(spoilt));
            assertThat(said(python("mine", look))).isEqualTo(expected);
        }
        assertThat(names).hasSizeLessThan(8);
    }

    /// The address of a server whose connections the kernel remembers cannot be used at once.
    @Test
    void connectionsAreNotRemembered() throws IOException {
        open(false);
        String serve =
                """
                import socket
                server = socket.socket(); server.bind(('127.0.0.1', 8000)); server.listen()
                client = socket.create_connection(('127.0.0.1', 8000))
                accepted, _ = server.accept()
                accepted.close(); client.recv(1); client.close()
                """;

        for (int i = 0; i < 5; i++) {
            JsonNode report = python("mine", serve);
            assertThat(report.path("stderr").asText()).isEmpty();
        }
    }

    /// The first process belongs to the same user as runs do, and others inherit from it.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "resource.prlimit(1, resource.RLIMIT_NOFILE, (9, 9))",
                "resource.prlimit(1, resource.RLIMIT_STACK, (1 << 16, 1 << 16))",
                "os.setpriority(os.PRIO_PROCESS, 1, 19)",
                "os.setpriority(os.PRIO_USER, os.getuid(), 19)",
                "os.setpriority(os.PRIO_PGRP, 1, 19)",
                "os.sched_setscheduler(1, os.SCHED_IDLE, os.sched_param(0))",
                "os.sched_setaffinity(1, {0})",
                "libc.syscall(251, 1, 1, 3 << 13)",
                "libc.syscall(251, 3, os.getuid(), 3 << 13)",
                "libc.syscall(203, 1, 8, ctypes.byref(ctypes.c_long(1)))",
            })
    void whoBendsTheFirstProcessBendsNobodyElse(String bend) throws IOException {
        open(false);
        String head = "import ctypes, os, resource\nlibc = ctypes.CDLL(None)\n";
        String look =
                head
                        + """
                        print([resource.getrlimit(which) for which in range(16)])
                        print(os.getpriority(os.PRIO_PROCESS, 0), os.sched_getscheduler(0))
                        print(os.sched_getaffinity(0), libc.syscall(252, 1, 0))
                        """;
        String expected = said(python("mine", look));

        for (int i = 0; i < 4; i++) {
            python("mine", head + bend);
            assertThat(said(python("mine", look))).isEqualTo(expected).isNotEmpty();
        }
    }

    @Test
    void theFirstProcessCannotBeKilledFromInside() throws IOException {
        open(false);

        JsonNode report =
                python(
                        "mine",
                        """
                        import os, signal
                        for number in range(1, 65):
                            if number not in (32, 33):
                                os.kill(1, number)
                        print('alive')
                        """);

        assertThat(said(report)).isEqualTo("alive\n");
        assertThat(said(shell("mine", "echo on"))).isEqualTo("on\n");
    }

    @Test
    void whoWasStoppedIsNotKept() throws IOException {
        open(false);
        JsonNode stopped =
                bench.report(
                        "mine",
                        bench.request(
                                Language.SHELL, NAME + "; sleep 60", null, Map.of(), null, 300));
        List<String> later = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            later.add(said(shell("mine", NAME)));
        }

        assertThat(stopped.path("verdict").asText()).isEqualTo("timeout");
        assertThat(later).doesNotContain(said(stopped));
    }

    /// What a run used is told without what those before it used.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyRunHasItsOwnAccounts(boolean cgroups) throws IOException {
        open(cgroups);
        String much =
                """
                import os, time
                held = bytearray(200 << 20)
                open('/tmp/file', 'wb').write(bytes(20 << 20))
                end = time.process_time() + 0.5
                while time.process_time() < end: pass
                """;

        for (int i = 0; i < 4; i++) {
            JsonNode large = python("mine", much).path("metrics");
            JsonNode small = python("mine", "print(1)").path("metrics");
            assertThat(large.path("peak_memory_mb").asDouble()).isGreaterThan(200);
            assertThat(small.path("peak_memory_mb").asDouble()).isLessThan(60);
            assertThat(large.path("cpu_time_ms").asDouble()).isGreaterThan(450);
            assertThat(small.path("cpu_time_ms").asDouble()).isLessThan(200);
        }
    }

    @Test
    void aRunThatRanOutOfMemoryDoesNotSpoilTheNext() throws IOException {
        open(true);

        for (int i = 0; i < 4; i++) {
            JsonNode hog =
                    python(
                            "mine",
                            """
                            import os, time
                            for _ in range(8):
                                if os.fork() == 0:
                                    held = bytearray(110 << 20)
                                    time.sleep(20)
                            time.sleep(20)
                            """);
            assertThat(hog.path("verdict").asText()).as(hog.toString()).isEqualTo("oom");
            JsonNode next = shell("mine", "echo on");
            assertThat(next.path("verdict").asText()).isEqualTo("ok");
        }
    }

    @Test
    void manyAtOnceOfOneSession() throws IOException {
        open(true);
        List<RunRequest> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            RunRequest one = bench.request(Language.SHELL, "echo " + i + "; cat");
            bench.submit("mine", one);
            all.add(one);
        }

        for (int i = 0; i < all.size(); i++) {
            JsonNode report = bench.result(all.get(i));
            assertThat(report.path("verdict").asText()).as(report.toString()).isEqualTo("ok");
            assertThat(said(report)).isEqualTo(i + "\n");
        }
    }

    @Test
    void theyGoWithTheirSession() throws IOException {
        open(true);
        for (int i = 0; i < 6; i++) {
            shell("mine", "true");
        }
        // Those that wait for any session do not know a workspace.
        await(() -> sandboxesOf("mine") > 0);

        bench.runs.release(new SessionId("mine"), "mine");

        await(() -> sandboxesOf("mine") == 0);
        assertThat(said(shell("theirs", "echo on"))).isEqualTo("on\n");
    }

    @Test
    void theyGoWhenNobodyWantsThem() throws IOException {
        open(true);
        shell("mine", "true");
        await(() -> sandboxesOf("mine") > 0);

        await(() -> sandboxesOf("mine") == 0);

        assertThat(said(shell("mine", "echo on"))).isEqualTo("on\n");
    }

    private JsonNode shell(String session, String code) {
        return bench.report(session, bench.request(Language.SHELL, code));
    }

    private JsonNode python(String session, String code) {
        return bench.report(session, bench.request(Language.PYTHON, code));
    }

    private static String said(JsonNode report) {
        return report.path("stdout").asText();
    }

    private long sandboxesOf(String session) {
        return ProcessHandle.of(bench.spawner.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .filter(one -> mounts(one).contains("/workspaces/" + session + " /workspace "))
                .count();
    }

    private static String mounts(ProcessHandle one) {
        try {
            return Files.readString(Path.of("/proc/" + one.pid() + "/mountinfo"));
        } catch (IOException gone) {
            return "";
        }
    }

    private static void await(BooleanSupplier reached) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as("patience").isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}
