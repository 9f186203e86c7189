package dev.cloche.control.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cloche.api.container.ContainerId;
import dev.cloche.control.runtime.ContainerGone;
import dev.cloche.control.runtime.ContainerRuntime;
import dev.cloche.control.runtime.RuntimeContract;
import dev.cloche.control.runtime.SpareUser;
import dev.cloche.control.runtime.Started;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LocalRuntimeTest implements RuntimeContract {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    // It stands in for the executor: it reads its line, looks around, logs what it saw, and waits.
    private static final String EXECUTOR =
            """
            #!/usr/bin/python3
            import glob, json, os, signal, subprocess, sys, time

            boot = json.loads(sys.stdin.readline())
            def readable(path):
                try:
                    return open(path).read() if os.path.isfile(path) else os.listdir(path)
                except OSError as e:
                    return None
            def writable(path):
                try:
                    open(path, 'w').close()
                    return True
                except OSError:
                    return False
            def divided(path):
                os.mkdir(path + '/made')
                child = str(subprocess.Popen(['sleep', '100000']).pid)
                with open(path + '/made/cgroup.procs', 'w') as procs:
                    procs.write(child)
                return {
                    'moved': child in open(path + '/made/cgroup.procs').read().split(),
                    'writable': [f for f in os.listdir(path)
                        if os.path.isfile(path + '/' + f) and os.access(path + '/' + f, os.W_OK)],
                }
            seen = {
                'container': boot['container_id'],
                'workspaces': boot['workspaces'],
                'spool': boot['spool'],
                'rest_of_stdin': sys.stdin.read(),
                'cgroups': boot['cgroups'],
                'uid': os.getuid(),
                'environment': sorted(os.environ),
                'top': sorted(os.listdir('/')),
                'etc': sorted(os.listdir('/etc')),
                'marker': readable('MARKER_PATH'),
                'directory': readable('DIRECTORY_PATH'),
                'root': readable('/root'),
                'home': readable('/home'),
                'shadow': readable('/etc/shadow'),
                'processes': [p for p in os.listdir('/proc') if p.isdigit()],
                'descriptors': [os.readlink(f) for f in glob.glob('/proc/self/fd/*') if os.path.lexists(f)],
                'writes': [p for p in ['/x', '/usr/x', '/etc/x', '/opt/cloche/executor'] if writable(p)],
                'writes_where_it_may': [p for p in ['/tmp/x', '/workspaces/x', '/spool/x'] if writable(p)],
                'sigint': signal.getsignal(signal.SIGINT) is signal.default_int_handler,
                'nested': subprocess.run(['bwrap', '--unshare-all', '--ro-bind', '/', '/', '--proc', '/proc',
                    '--dev', '/dev', '--tmpfs', '/tmp', 'true'], capture_output=True).returncode,
            }
            if boot['cgroups']:
                seen['divided'] = {g: divided('/cgroup/' + g) for g in os.listdir('/cgroup')}
            print(json.dumps(seen), flush=True)
            child = subprocess.Popen(['sleep', '100000'], start_new_session=True)
            stubborn = boot['container_id'].startswith('cont_s')
            def ended(*_):
                print('asked to end', flush=True)
                if not stubborn:
                    sys.exit(0)
            signal.signal(signal.SIGTERM, ended)
            print('ready', flush=True)
            while True:
                signal.pause()
            """;

    @TempDir Path directory;
    private Path marker;
    private LocalRuntime runtime;

    @BeforeEach
    void start() throws Exception {
        marker = Files.writeString(directory.resolve("marker"), "precious");
        Path executor =
                Files.writeString(
                        directory.resolve("executor"),
                        EXECUTOR.replace("MARKER_PATH", marker.toString())
                                .replace("DIRECTORY_PATH", directory.toString()));
        Files.setPosixFilePermissions(executor, PosixFilePermissions.fromString("rwxr-xr-x"));
        runtime = another();
    }

    @AfterEach
    void removeAll() {
        runtime.alive().forEach(runtime::purge);
        runtime.close();
        assertThat(runtime.alive()).isEmpty();
    }

    @Override
    public ContainerRuntime runtime() {
        return runtime;
    }

    @Override
    public void crash(ContainerId id) throws Exception {
        awaitReady(id);
        executorOf(id).destroyForcibly();
    }

    @Test
    void theExecutorSeesNothingOfTheMachineButItsPrograms() throws Exception {
        runtime.start(RuntimeContract.spec(OTHER));
        runtime.start(RuntimeContract.spec(ONE));

        JsonNode seen = awaitReady(ONE);

        assertThat(seen.get("marker").isNull()).isTrue();
        assertThat(seen.get("directory").isNull()).isTrue();
        assertThat(seen.get("root").isNull()).isTrue();
        assertThat(seen.get("home").isNull()).isTrue();
        assertThat(seen.get("shadow").isNull()).isTrue();
        assertThat(strings(seen.get("top")))
                .isSubsetOf(
                        Stream.of(
                                        "bin cgroup dev etc lib lib32 lib64 libx32 opt proc sbin spool tmp"
                                                + " usr workspaces")
                                .flatMap(names -> Stream.of(names.split(" ", -1)))
                                .toList());
        assertThat(seen.get("etc").toString()).doesNotContain("shadow", "hostname", "ssh");
        assertThat(seen.get("uid").asInt()).isEqualTo(1000);
        // bubblewrap's own first process, and the executor
        assertThat(seen.get("processes")).hasSize(2);
        assertThat(strings(seen.get("environment")))
                .contains("HOME", "LANG", "PATH")
                .allMatch(
                        name -> List.of("HOME", "LANG", "LC_CTYPE", "PATH", "PWD").contains(name));
        assertThat(strings(seen.get("descriptors")))
                .noneMatch(target -> target.contains("ending") || target.contains("process.json"));
    }

    @Test
    void theExecutorWritesOnlyWhereItMay() throws Exception {
        runtime.start(RuntimeContract.spec(ONE));

        JsonNode seen = awaitReady(ONE);

        assertThat(seen.get("writes")).isEmpty();
        assertThat(strings(seen.get("writes_where_it_may")))
                .containsExactly("/tmp/x", "/workspaces/x", "/spool/x");
        assertThat(home(ONE).workspaces().resolve("x")).exists();
        assertThat(home(ONE).spool().resolve("x")).exists();
    }

    @Test
    void theExecutorIsToldTheDirectoriesThatItSees() throws Exception {
        runtime.start(RuntimeContract.spec(ONE));

        JsonNode seen = awaitReady(ONE);

        assertThat(seen.get("container").asText()).isEqualTo(ONE.value());
        assertThat(seen.get("workspaces").asText()).isEqualTo("/workspaces");
        assertThat(seen.get("spool").asText()).isEqualTo("/spool");
        assertThat(seen.get("rest_of_stdin").asText()).isEmpty();
    }

    @Test
    void theExecutorCanMakeSandboxesAndInterruptsReachIt() throws Exception {
        runtime.start(RuntimeContract.spec(ONE));

        JsonNode seen = awaitReady(ONE);

        assertThat(seen.get("nested").asInt()).isZero();
        assertThat(seen.get("sigint").asBoolean()).isTrue();
    }

    @Test
    void anExecutorOfRootMayDivideItsCgroupsButNotLiftTheirLimits() throws Exception {
        runtime.start(RuntimeContract.spec(ONE));

        JsonNode seen = awaitReady(ONE);

        if (groupsOf(ONE).isEmpty()) {
            assertThat(seen.get("cgroups").isNull()).isTrue();
            assertThat(strings(seen.get("top"))).doesNotContain("cgroup");
            return;
        }
        assertThat(seen.get("cgroups").asText()).isEqualTo("/cgroup");
        assertThat(seen.get("divided")).hasSameSizeAs(groupsOf(ONE));
        for (JsonNode divided : seen.get("divided")) {
            assertThat(divided.get("moved").asBoolean()).isTrue();
            assertThat(strings(divided.get("writable")))
                    .isSubsetOf("cgroup.procs", "cgroup.threads", "cgroup.subtree_control");
        }
        assertThat(Files.readString(Path.of("/proc/" + executorOf(ONE).pid(), "cgroup")))
                .contains("/" + ONE + "/executor\n");
        for (Path group : groupsOf(ONE)) {
            assertThat(Files.readAllLines(group.resolve("executor/cgroup.procs"))).isNotEmpty();
            assertThat(Files.readAllLines(group.resolve("made/cgroup.procs"))).hasSize(1);
        }
    }

    @Test
    void thereAreCgroupsForRootWhereTheMachineLetsItMakeThem() throws Exception {
        runtime.start(RuntimeContract.spec(ONE));

        assertThat(groupsOf(ONE).isEmpty())
                .isEqualTo(!SpareUser.needed() || !machineLetsUsMakeGroups());
    }

    @Test
    void cgroupsGoWithTheirContainer() throws Exception {
        runtime.start(RuntimeContract.spec(ONE));
        runtime.start(RuntimeContract.spec(OTHER));
        awaitReady(ONE);
        awaitReady(OTHER);
        List<Path> all = Stream.of(groupsOf(ONE), groupsOf(OTHER)).flatMap(List::stream).toList();
        assertThat(all).allSatisfy(group -> assertThat(group).isDirectory());

        runtime.remove(ONE);
        supervisorOf(OTHER).destroyForcibly();
        Await.until("it is dead", () -> runtime.alive().isEmpty());
        runtime.purge(OTHER);

        assertThat(all)
                .allSatisfy(group -> {
                    assertThat(group).doesNotExist();
                    assertThat(group.getParent()).doesNotExist();
                });
    }

    @Test
    void cgroupsOfDeadContainersThatNobodyKnowsAnyMoreAreSwept() throws Exception {
        runtime.start(RuntimeContract.spec(ONE));
        runtime.start(RuntimeContract.spec(OTHER));
        awaitReady(OTHER);
        runtime.close();
        List<Path> kept = groupsOf(ONE);
        List<Path> orphaned = groupsOf(OTHER);
        supervisorOf(OTHER).destroyForcibly();
        Await.until("it is dead", () -> runtime.alive().equals(List.of(ONE)));
        home(OTHER).deleteAll();
        // Code that got out, which no namespace's end takes along.
        List<Process> escaped = new ArrayList<>();
        for (Path group : orphaned) {
            Process process = new ProcessBuilder("/bin/sleep", "1000").start();
            escaped.add(process);
            Files.writeString(
                    Files.createDirectories(group.resolve("s-1/r-1")).resolve("cgroup.procs"),
                    Long.toString(process.pid()));
        }

        runtime = another();

        assertThat(orphaned).allSatisfy(group -> assertThat(group).doesNotExist());
        assertThat(kept).allSatisfy(group -> assertThat(group).isDirectory());
        for (Process process : escaped) {
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void cgroupsThatALivingControlPlaneLeftAreTidiedUp() throws Exception {
        runtime.start(RuntimeContract.spec(ONE));
        awaitReady(ONE);
        List<Path> kept = groupsOf(ONE);
        List<Path> orphaned =
                kept.stream().map(group -> group.resolveSibling(OTHER.value())).toList();
        for (Path group : orphaned) {
            Files.createDirectories(group.resolve("s-1"));
        }

        assertThat(runtime.tidy()).isEqualTo(orphaned.size());

        assertThat(orphaned).allSatisfy(group -> assertThat(group).doesNotExist());
        assertThat(kept).allSatisfy(group -> assertThat(group).isDirectory());
        assertThat(runtime.tidy()).isZero();
    }

    @Test
    void nothingIsStartedWhileAllAreEnded() {
        runtime.endAll();

        assertThat(runtime.start(RuntimeContract.spec(ONE))).isInstanceOf(Started.NoRoom.class);
        assertThat(runtime.alive()).isEmpty();
    }

    @Test
    void aContainerThatIsForgottenLeavesNothing() throws Exception {
        runtime.start(RuntimeContract.spec(ONE));
        awaitReady(ONE);

        runtime.forget(ONE);

        assertThat(home(ONE).exists()).isFalse();
        assertThat(runtime.kept()).doesNotContain(ONE);
    }

    @Test
    void aContainerStartsAndEndsWithoutCgroupsWhenTheirRecordCannotBeKept() throws Exception {
        Files.createDirectories(directory.resolve("containers/cgroups/in-the-way"));
        runtime = another();

        runtime.start(RuntimeContract.spec(ONE));
        JsonNode seen = awaitReady(ONE);
        runtime.purge(ONE);

        assertThat(seen.get("cgroups").isNull()).isTrue();
        assertThat(runtime.alive()).isEmpty();
    }

    @Test
    void noSecretIsOnACommandLineOrInAnEnvironment() throws Exception {
        runtime.start(RuntimeContract.spec(ONE));
        awaitReady(ONE);

        ProcessHandle supervisor = supervisorOf(ONE);
        List<ProcessHandle> all =
                Stream.concat(Stream.of(supervisor), supervisor.descendants()).toList();

        assertThat(all).hasSizeGreaterThanOrEqualTo(5);
        for (ProcessHandle process : all) {
            for (String file : List.of("cmdline", "environ")) {
                assertThat(unlessEnded(Path.of("/proc/" + process.pid(), file)))
                        .doesNotContain("5ecret");
            }
        }
        try (var files = Files.walk(home(ONE).directory())) {
            assertThat(files.filter(Files::isRegularFile))
                    .noneMatch(file -> read(file).contains("5ecret"));
        }
    }

    @Test
    void containersHaveUsersOfTheirOwnAndNobodyElseGetsNear() throws Exception {
        runtime.start(RuntimeContract.spec(ONE));
        runtime.start(RuntimeContract.spec(OTHER));

        assertThat(permissions(directory.resolve("containers"))).isEqualTo("rwx------");
        assertThat(permissions(home(ONE).workspaces())).isEqualTo("rwx------");
        if (SpareUser.needed()) {
            assertThat(Files.getAttribute(home(ONE).workspaces(), "unix:uid"))
                    .isNotEqualTo(0)
                    .isNotEqualTo(Files.getAttribute(home(OTHER).workspaces(), "unix:uid"));
        }
    }

    @Test
    void removingEndsEverythingAndKeepsTheWorkspaces() throws Exception {
        runtime.start(RuntimeContract.spec(ONE));
        awaitReady(ONE);
        List<ProcessHandle> all = supervisorOf(ONE).descendants().toList();

        runtime.remove(ONE);

        for (ProcessHandle process : all) {
            Await.until("it is dead", () -> ProcessMark.of(process.pid()).isEmpty());
        }
        assertThat(runtime.logs(ONE, 1)).containsExactly("asked to end");
        assertThat(home(ONE).workspaces().resolve("x")).exists();
        assertThat(home(ONE).spool()).doesNotExist();
    }

    @Test
    void anExecutorThatDoesNotWantToEndIsKilled() throws Exception {
        var stubborn = new ContainerId("cont_stubbornstubborn".substring(0, 21));
        runtime.start(RuntimeContract.spec(stubborn));
        awaitReady(stubborn);

        runtime.remove(stubborn);

        assertThat(runtime.alive()).isEmpty();
        assertThat(runtime.logs(stubborn, 1)).containsExactly("asked to end");
    }

    @Test
    void purgingDeletesEvenWhatCodeMadeHardToDelete() throws Exception {
        runtime.start(RuntimeContract.spec(ONE));
        awaitReady(ONE);
        runtime.remove(ONE);
        Process nesting =
                new ProcessBuilder(
                                "/usr/bin/python3",
                                "-c",
                                """
                                import os
                                for _ in range(3000):
                                    os.mkdir('directory'); os.chdir('directory')
                                open('file', 'w').close()
                                """)
                        .directory(home(ONE).workspaces().toFile())
                        .start();
        assertThat(nesting.waitFor()).isZero();
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Files.writeString(outside.resolve("file"), "kept");
        Files.createSymbolicLink(home(ONE).workspaces().resolve("link"), outside);
        Path closed = Files.createDirectories(home(ONE).workspaces().resolve("closed/inner"));
        Files.setPosixFilePermissions(closed.getParent(), Set.of());

        runtime.purge(ONE);

        assertThat(home(ONE).workspaces()).doesNotExist();
        assertThat(outside.resolve("file")).hasContent("kept");
    }

    @Test
    void whenTheSupervisorIsKilledEverythingDiesWithIt() throws Exception {
        BlockingQueue<ContainerGone> told = new LinkedBlockingQueue<>();
        runtime.watch(told::add);
        runtime.start(RuntimeContract.spec(ONE));
        awaitReady(ONE);
        List<ProcessHandle> all = supervisorOf(ONE).descendants().toList();

        supervisorOf(ONE).destroyForcibly();

        assertThat(told.poll(10, TimeUnit.SECONDS))
                .isEqualTo(
                        new ContainerGone(ONE, OptionalInt.empty(), "it was killed from outside"));
        for (ProcessHandle process : all) {
            Await.until("it is dead", () -> ProcessMark.of(process.pid()).isEmpty());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingSurvivesADeathDuringTheLaunch(boolean removed) throws Exception {
        for (int round = 0; round < 25; round++) {
            var id = new ContainerId("cont_%016d".formatted(round));
            runtime.start(RuntimeContract.spec(id));
            var supervisor = new Supervisor(home(id).mark().orElseThrow());
            LockSupport.parkNanos(round * 600_000L);

            if (!removed) {
                supervisor.mark().handle().ifPresent(ProcessHandle::destroyForcibly);
            }
            runtime.purge(id);

            assertThat(supervisor.session()).as("round " + round).isEmpty();
        }
    }

    @Test
    void theExitCodeOfAnAdoptedContainerIsKnown() throws Exception {
        runtime.start(RuntimeContract.spec(ONE));
        awaitReady(ONE);
        runtime.close();
        runtime = another();
        BlockingQueue<ContainerGone> told = new LinkedBlockingQueue<>();
        runtime.watch(told::add);
        assertThat(runtime.alive()).containsExactly(ONE);

        executorOf(ONE).destroyForcibly();

        ContainerGone gone = told.poll(10, TimeUnit.SECONDS);
        assertThat(gone).isNotNull();
        assertThat(gone.exitCode()).hasValue(137);
        assertThat(gone.reason()).isEqualTo("its executor died of signal 9");
    }

    @Test
    void whatEndedWhileNobodyWatchedIsToldOnceByTheNext() throws Exception {
        runtime.start(RuntimeContract.spec(ONE));
        awaitReady(ONE);
        runtime.close();
        supervisorOf(ONE).destroyForcibly();
        Await.until("it is dead", () -> runtime.alive().isEmpty());
        BlockingQueue<ContainerGone> told = new LinkedBlockingQueue<>();
        runtime = another();

        runtime.watch(told::add);

        assertThat(told.poll(10, TimeUnit.SECONDS)).extracting(ContainerGone::id).isEqualTo(ONE);
        Await.until("it is noted", () -> home(ONE).ending().orElseThrow().told());
        runtime.close();
        runtime = another();
        runtime.watch(told::add);
        assertThat(told.poll(1500, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void aRecycledProcessIdIsNeitherAliveNorTouched() throws Exception {
        runtime.start(RuntimeContract.spec(ONE));
        ProcessMark before = home(ONE).mark().orElseThrow();
        runtime.remove(ONE);
        Process innocent = new ProcessBuilder("/bin/sleep", "1000").start();
        home(ONE).keep(new ProcessMark(innocent.pid(), before.startTicks(), before.bootId()));

        runtime.purge(ONE);

        assertThat(innocent.isAlive()).isTrue();
        innocent.destroyForcibly();
    }

    @Test
    void anExecutorThatIsMissingOrCannotRunIsRefusedOrTold() throws Exception {
        BlockingQueue<ContainerGone> told = new LinkedBlockingQueue<>();
        runtime.watch(told::add);
        Files.delete(directory.resolve("executor"));
        Started missing = runtime.start(RuntimeContract.spec(ONE));
        Files.writeString(directory.resolve("executor"), "#!/no/such/interpreter\n");
        Files.setPosixFilePermissions(
                directory.resolve("executor"), PosixFilePermissions.fromString("rwxr-xr-x"));

        runtime.start(RuntimeContract.spec(OTHER));

        assertThat(missing)
                .isInstanceOfSatisfying(
                        Started.Refused.class,
                        refused -> assertThat(refused.why()).contains("There is no executor at"));
        ContainerGone gone = told.poll(10, TimeUnit.SECONDS);
        assertThat(gone).isNotNull();
        assertThat(gone.id()).isEqualTo(OTHER);
        assertThat(gone.reason()).contains("failed with code 1: bwrap: ");
    }

    private LocalRuntime another() {
        return new LocalRuntime(
                new LocalSettings(
                        directory.resolve("containers"),
                        directory.resolve("executor"),
                        Path.of(System.getProperty("java.home")),
                        2));
    }

    private ContainerHome home(ContainerId id) {
        return new ContainerHome(directory.resolve("containers").resolve(id.value()));
    }

    /// The directories of a container's cgroups, one for each hierarchy.
    private List<Path> groupsOf(ContainerId id) throws IOException {
        Path record = directory.resolve("containers/cgroups");
        return Files.exists(record)
                ? Files.readAllLines(record).stream()
                        .map(ground -> Path.of(ground, id.value()))
                        .filter(Files::isDirectory)
                        .toList()
                : List.of();
    }

    // Asked in another way than the runtime does: by doing it.
    private static boolean machineLetsUsMakeGroups() throws IOException {
        for (String controller : List.of("memory", "pids", "cpu", "cpuacct")) {
            Path group = Path.of("/sys/fs/cgroup", controller, "cloche-test-of-tests");
            if (Files.isDirectory(group.getParent())) {
                try {
                    Files.createDirectory(group);
                    Files.delete(group);
                    return true;
                } catch (FileSystemException e) {
                    return false;
                }
            }
        }
        return Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"))
                && Files.isWritable(Path.of("/sys/fs/cgroup/cgroup.subtree_control"))
                && !Files.readString(Path.of("/proc/self/cgroup")).equals("0::/\n");
    }

    private JsonNode awaitReady(ContainerId id) throws Exception {
        Await.until(
                "the executor is ready; it logged " + runtime.logs(id, 20),
                () -> runtime.logs(id, 20).contains("ready"));
        return JSON.readTree(
                runtime.logs(id, 20).stream()
                        .filter(line -> line.startsWith("{"))
                        .findFirst()
                        .orElseThrow());
    }

    private ProcessHandle supervisorOf(ContainerId id) throws Exception {
        return home(id).mark().orElseThrow().handle().orElseThrow();
    }

    private ProcessHandle executorOf(ContainerId id) throws Exception {
        ProcessHandle process = supervisorOf(id);
        for (int depth = 0; depth < 3; depth++) {
            process = process.children().findFirst().orElseThrow();
        }
        return process;
    }

    private static List<String> strings(JsonNode array) {
        return JSON.convertValue(
                array, JSON.getTypeFactory().constructCollectionType(List.class, String.class));
    }

    private static String permissions(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static String unlessEnded(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
