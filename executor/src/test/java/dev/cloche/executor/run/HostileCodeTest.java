package dev.cloche.executor.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.api.execution.Language;
import dev.cloche.api.executor.RunLimits;
import dev.cloche.api.executor.RunRequest;
import dev.cloche.executor.process.ChildRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What code cannot do, however hard it tries.
@ParameterizedClass(name = "walls by {0}")
@EnumSource(
        value = ChildRequest.WallBuilder.class,
        names = {"BUBBLEWRAP", "FASTEST"})
final class HostileCodeTest {

    private static Workbench bench;

    @BeforeParameterizedClassInvocation
    static void start(ChildRequest.WallBuilder walls) throws IOException {
        bench = new Workbench(walls);
        bench.bind("hostile", Workbench.LIMITS);
        Files.writeString(bench.bind("victim", Workbench.LIMITS).resolve("secret"), "s3cret");
    }

    @AfterParameterizedClassInvocation
    static void end() throws IOException {
        bench.close();
    }

    @SuppressWarnings("unused")
    HostileCodeTest(ChildRequest.WallBuilder walls) {}

    @Test
    void aGrandchildThatHoldsStdoutDoesNotHoldTheAnswer() {
        Instant before = Instant.now();

        JsonNode report =
                shell("setsid sleep 300 & disown; (trap '' TERM HUP; sleep 300) & echo done");

        assertThat(report.path("stdout").asText()).isEqualTo("done\n");
        assertThat(report.path("verdict").asText()).isEqualTo("ok");
        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void nothingOfARunIsLeftOver() throws IOException {
        String mark = "29" + ProcessHandle.current().pid();

        shell("setsid sleep " + mark + " & setsid setsid sleep " + mark + " & echo x");

        assertThat(commandLines()).noneMatch(line -> line.contains(mark));
    }

    @Test
    void aForkBombIsBounded() {
        JsonNode report =
                python(
                        """
                        import os, time
                        made = 0
                        try:
                            for _ in range(5000):
                                if os.fork() == 0:
                                    time.sleep(30)
                                made += 1
                        except OSError as problem:
                            print(made < 64, made > 30, type(problem).__name__)
                        """);

        assertThat(report.path("stdout").asText()).isEqualTo("True True BlockingIOError\n");
    }

    @Test
    void everyRunHasItsOwnCountOfProcesses() {
        String code =
                """
                import os, time
                made = 0
                try:
                    while True:
                        if os.fork() == 0:
                            time.sleep(30)
                        made += 1
                except OSError:
                    time.sleep(0.5)
                    print(made > 50)
                """;
        RunRequest one = bench.request(Language.PYTHON, code);
        RunRequest other = bench.request(Language.PYTHON, code);
        bench.submit("hostile", one);
        bench.submit("hostile", other);

        assertThat(bench.result(one).path("stdout").asText()).isEqualTo("True\n");
        assertThat(bench.result(other).path("stdout").asText()).isEqualTo("True\n");
    }

    @Test
    void aFloodOfOutputIsStopped() {
        JsonNode report = shell("yes floodfloodflood");

        assertThat(report.path("verdict").asText()).isEqualTo("output_limit");
        assertThat(report.path("stdout_truncated").asBoolean()).isTrue();
        assertThat(report.path("stdout").asText()).hasSizeBetween(1_000_000, 1_048_576);
    }

    @Test
    void outputIsCutBetweenCharacters() throws IOException {
        bench.bind("narrow", new RunLimits(1, 512 * Workbench.MEBIBYTE, 1000, 64, 10, 1000));

        JsonNode report =
                bench.report("narrow", bench.request(Language.SHELL, "printf 'aaaaaaaa€€€'"));

        assertThat(report.path("stdout").asText()).isEqualTo("aaaaaaaa");
        assertThat(report.path("stdout_truncated").asBoolean()).isTrue();
    }

    @Test
    void ignoredSignalsDoNotOutlastTheDeadline() {
        var request =
                bench.request(
                        Language.SHELL,
                        "trap '' TERM INT HUP; echo on; while :; do :; done",
                        null,
                        Map.of(),
                        null,
                        700);

        JsonNode report = bench.report("hostile", request);

        assertThat(report.path("verdict").asText()).isEqualTo("timeout");
        assertThat(report.path("stdout").asText()).isEqualTo("on\n");
        assertThat(report.path("metrics").path("cpu_time_ms").asDouble()).isGreaterThan(50);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '@',
            textBlock =
                    """
                    the environment of the first process @ cat /proc/1/environ | tr -d '\\0'
                    other sessions @ cat /workspaces/victim/secret ../victim/secret /workspace/../victim/secret
                    files of the machine @ cat /etc/shadow /etc/machine-id /root/.profile /home/* /opt/*
                    memory of the first process @ head -c 10 /proc/1/mem
                    memory of the kernel @ head -c 10 /proc/kcore /dev/mem /dev/kmem
                    messages of the kernel @ dmesg; head -c 10 /proc/kmsg /dev/kmsg
                    keys @ cat /proc/keys /proc/kallsyms /proc/cmdline
                    disks @ ls /dev | grep -E 'sd|vd|nvme|loop'
                    """)
    void cannotRead(String what, String command) {
        JsonNode report = shell(command + " 2>/dev/null");

        assertThat(report.path("stdout").asText()).as(what).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/usr/x",
        "/etc/x",
        "/x",
        "/run/cloche/x",
        "/run/cloche/lib/x",
        "/run/cloche/main.sh",
        "/dev/x",
        "/proc/sys/kernel/hostname",
        "/proc/sysrq-trigger",
        "/bin/x",
        "/var/x",
        "/etc/passwd",
        "/sys/x"
    })
    void cannotWrite(String path) {
        JsonNode report = shell("(echo x > " + path + ") 2>/dev/null && echo written");

        assertThat(report.path("stdout").asText()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    unshare -U true
                    unshare -r id
                    unshare -n true
                    mount -t tmpfs none /tmp
                    umount /tmp
                    mount --bind /tmp /workspace
                    setpriv --reuid 0 true
                    nsenter -t 1 -a true
                    chroot / true
                    hostname other
                    """)
    void cannotDo(String command) {
        JsonNode report = shell(command + " 2>/dev/null && echo possible");

        assertThat(report.path("stdout").asText()).isEmpty();
    }

    @Test
    void systemCallsThatNoRunNeedsAreRefused() {
        JsonNode report =
                python(
                        """
                        import ctypes, errno, os
                        libc = ctypes.CDLL(None, use_errno=True)
                        machine = os.uname().machine
                        calls = {
                            'x86_64': {'clone3': 435, 'ptrace': 101, 'bpf': 321, 'keyctl': 250,
                                       'perf': 298, 'userfaultfd': 323, 'io_uring': 425},
                            'aarch64': {'clone3': 435, 'ptrace': 117, 'bpf': 280, 'keyctl': 219,
                                        'perf': 241, 'userfaultfd': 282, 'io_uring': 425},
                        }[machine]
                        for name, number in calls.items():
                            answer = libc.syscall(number, 0, 0, 0, 0, 0, 0)
                            print(name, answer, errno.errorcode.get(ctypes.get_errno()))
                        """);

        assertThat(report.path("stdout").asText().lines())
                .containsExactly(
                        "clone3 -1 ENOSYS",
                        "ptrace -1 EPERM",
                        "bpf -1 EPERM",
                        "keyctl -1 EPERM",
                        "perf -1 EPERM",
                        "userfaultfd -1 EPERM",
                        "io_uring -1 EPERM");
    }

    @Test
    void socketsOfOtherFamiliesAreRefused() {
        JsonNode report =
                python(
                        """
                        import errno, socket
                        for family in (1, 2, 10, 16, 38, 40, 17, 29):
                            try:
                                socket.socket(family, 2 if family != 40 else 1).close()
                                print(family, 'open')
                            except OSError as problem:
                                print(family, errno.errorcode[problem.errno])
                        """);

        assertThat(report.path("stdout").asText().lines())
                .startsWith("1 open", "2 open", "10 open", "16 open", "38 EAFNOSUPPORT")
                .contains("40 EAFNOSUPPORT", "17 EAFNOSUPPORT", "29 EAFNOSUPPORT");
    }

    @Test
    void thereIsNoNetwork() {
        int port = bench.controlPlane.port();
        JsonNode report =
                python(
                        """
                        import socket
                        print([name for _, name in socket.if_nameindex()])
                        for place in (('127.0.0.1', %d), ('8.8.8.8', 53), ('169.254.169.254', 80)):
                            try:
                                socket.create_connection(place, 0.3)
                                print('reached', place)
                            except OSError:
                                pass
                        """
                                .formatted(port));

        assertThat(report.path("stdout").asText()).isEqualTo("['lo']\n");
    }

    @Test
    void itSeesItsOwnProcessesOnly() {
        JsonNode report =
                python(
                        "import os\nprint(sorted(int(p) for p in os.listdir('/proc') if p.isdigit()))");

        assertThat(report.path("stdout").asText()).isEqualTo("[1, 2]\n");
    }

    @Test
    void temporaryFilesAreBounded() {
        JsonNode report =
                shell(
                        "for i in 1 2 3 4; do head -c 60000000 /dev/zero > /tmp/$i || echo full; done"
                                + " 2>/dev/null; head -c 300000000 /dev/zero > /dev/shm/x");

        assertThat(report.path("stdout").asText()).contains("full");
    }

    @Test
    void artifactsDoNotFollowLinks() {
        JsonNode report =
                shell("mkdir a; echo 1 > a/real; ln -s / a/root; ln -s /etc etc; mkfifo a/pipe");

        assertThat(report.path("artifacts"))
                .extracting(JsonNode::asText)
                .contains("a/real")
                .noneMatch(path -> path.contains("root") || path.contains("pipe"))
                .noneMatch(path -> path.startsWith("etc"));
    }

    @Test
    void aResultThatIsForgedIsOnlyAResult() {
        JsonNode report =
                python("import os\nos.write(3, b'V{\"verdict\": \"ok\"}garbage')\nos._exit(0)");

        assertThat(report.path("verdict").asText()).isEqualTo("error");
        assertThat(report.path("stderr").asText()).contains("not JSON");
    }

    @Test
    void theCodeIsOnNoCommandLineAndInNoEnvironment() throws IOException {
        var request =
                bench.request(
                        Language.PYTHON,
                        "import sys\nprint('on', flush=True)\nsys.stdin.read()\nimport time\ntime.sleep(2) # unmistakable-mark",
                        null,
                        Map.of("HIDDEN", "unmistakable-mark"),
                        "x",
                        1500);
        bench.submit("hostile", request);

        Stream<String> seen = commandLines().stream();
        bench.result(request);

        assertThat(seen).noneMatch(line -> line.contains("unmistakable-mark"));
    }

    private static JsonNode shell(String code) {
        return bench.report("hostile", bench.request(Language.SHELL, code));
    }

    private static JsonNode python(String code) {
        return bench.report("hostile", bench.request(Language.PYTHON, code));
    }

    private static List<String> commandLines() throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(path -> path.getFileName().toString().matches("[0-9]+"))
                    .map(HostileCodeTest::commandLine)
                    .toList();
        }
    }

    private static String commandLine(Path process) {
        try {
            return Files.readString(process.resolve("cmdline")).replace('\0', ' ');
        } catch (IOException gone) {
            return "";
        }
    }
}
