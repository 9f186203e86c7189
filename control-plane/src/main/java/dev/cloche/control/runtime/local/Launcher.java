package dev.cloche.control.runtime.local;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.cloche.api.executor.ExecutorBoot;
import dev.cloche.control.runtime.Command;
import dev.cloche.control.runtime.ContainerSpec;
import dev.cloche.control.runtime.HostProblem;
import dev.cloche.control.runtime.Passage;
import dev.cloche.control.runtime.Programs;
import dev.cloche.control.runtime.SpareUser;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/// Turns a container's directory and an executor into a process.
final class Launcher {

    private static final Logger LOG = Logger.getLogger(Launcher.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String BOX = "box";
    private static final String ETC = "etc";
    private static final String CGROUP = "cgroup-";
    private static final String ENVIRONMENT = "environment";

    private final LocalSettings settings;
    private final Path etc;
    private final Programs programs;

    Launcher(LocalSettings settings, Path etc, Programs programs) {
        this.settings = settings;
        this.etc = etc;
        this.programs = programs;
    }

    /// Starts the process, notes which it is, and only then tells it its secrets: should we die in
    /// between, it reads nothing and ends.
    ///
    /// @param cgroups that it is started in and may divide
    Process launch(
            ContainerHome home, Optional<SpareUser> user, Delegation cgroups, ContainerSpec spec)
            throws IOException {
        Process process =
                Command.builder(argv(home, user, cgroups, environment(spec)))
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(home.log().file().toFile()))
                        .start();
        try (OutputStream input = process.getOutputStream()) {
            Optional<ProcessMark> mark = ProcessMark.of(process.pid());
            if (mark.isEmpty()) {
                throw new HostProblem("it ended at once: " + home.log().tail(3));
            }
            home.keep(mark.get());
            input.write(bootLine(spec.boot(), cgroups));
        } catch (IOException e) {
            if (process.isAlive()) {
                process.destroyForcibly();
                throw e;
            }
            LOG.debugf(e, "container %s ended before it read its boot line", spec.id());
        }
        return process;
    }

    private static byte[] bootLine(ExecutorBoot boot, Delegation cgroups) throws IOException {
        ExecutorBoot inside =
                boot.inside(
                        OuterWall.WORKSPACES,
                        OuterWall.SPOOL,
                        cgroups.isNone() ? null : OuterWall.CGROUPS);
        return (JSON.writeValueAsString(inside) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private Optional<Path> environment(ContainerSpec spec) throws IOException {
        if (spec.environment().isEmpty()) {
            return Optional.empty();
        }
        Path path = settings.environments().resolve(spec.environment().get().name());
        if (!Files.isDirectory(path)) {
            throw new HostProblem("there is no environment at " + path);
        }
        return Optional.of(path.toRealPath());
    }

    private List<String> argv(
            ContainerHome home,
            Optional<SpareUser> user,
            Delegation cgroups,
            Optional<Path> environment)
            throws IOException {
        Program program = Program.of(settings);
        List<String> argv = new ArrayList<>();
        argv.add(programs.require("setsid", "util-linux"));
        if (user.isEmpty()) {
            argv.addAll(
                    supervised(
                            home.directory(),
                            etc,
                            program.needs(),
                            cgroups.places(),
                            environment,
                            program));
            return List.copyOf(argv);
        }
        SortedMap<String, Path> doors = new TreeMap<>(program.needs());
        doors.putAll(Map.of(BOX, home.directory().toRealPath(), ETC, etc.toRealPath()));
        cgroups.places().forEach((name, path) -> doors.put(CGROUP + name, path));
        environment.ifPresent(path -> doors.put(ENVIRONMENT, path));
        Passage passage = Passage.to(doors);
        SortedMap<String, Path> needs = new TreeMap<>();
        program.needs().keySet().forEach(need -> needs.put(need, passage.inside(need)));
        SortedMap<String, Path> groups = new TreeMap<>();
        cgroups.places().keySet().forEach(name -> groups.put(name, passage.inside(CGROUP + name)));
        argv.addAll(cgroups.enter(programs));
        argv.addAll(passage.argv(programs));
        argv.addAll(user.get().become(programs.require("setpriv", "util-linux")));
        argv.addAll(
                supervised(
                        passage.inside(BOX),
                        passage.inside(ETC),
                        needs,
                        groups,
                        environment.map(_ -> passage.inside(ENVIRONMENT)),
                        program));
        return List.copyOf(argv);
    }

    private List<String> supervised(
            Path container,
            Path ourEtc,
            SortedMap<String, Path> needs,
            SortedMap<String, Path> groups,
            Optional<Path> environment,
            Program program)
            throws IOException {
        var wall =
                new OuterWall(
                        Roots.ofThisHost(),
                        Etc.seen(ourEtc),
                        needs,
                        container,
                        groups,
                        environment);
        List<String> argv = new ArrayList<>();
        // A control plane that was started in the background ignores SIGINT, and what it starts
        // would too: Python then makes no KeyboardInterrupt of it.
        argv.addAll(List.of(programs.require("env", "coreutils"), "--default-signal"));
        argv.addAll(List.of(programs.require("sh", "dash"), "-c", Supervisor.SCRIPT));
        argv.add(ContainerHome.exitIn(container).toString());
        argv.add(programs.require("bwrap", "bubblewrap"));
        argv.addAll(wall.argv());
        argv.addAll(program.argv());
        return List.copyOf(argv);
    }
}
