package dev.cloche.control.runtime.local;

import dev.cloche.control.runtime.Command;
import dev.cloche.control.runtime.EnvironmentId;
import dev.cloche.control.runtime.Environments;
import dev.cloche.control.runtime.HostProblem;
import dev.cloche.control.runtime.Passage;
import dev.cloche.control.runtime.Programs;
import dev.cloche.control.runtime.SpareUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/// Environments as directories of this machine, filled by pip and npm behind a wall of their own.
public final class LocalEnvironments implements Environments, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LocalEnvironments.class);
    private static final String BOX = "environment";
    private static final String ETC = "etc";
    private static final String DOOR = "door";
    private static final Duration DELETION = Duration.ofMinutes(10);

    private final Path directory;
    private final Path etc;
    private final Map<String, String> variables;
    private final List<String> places;
    private final InstallationLimits limits;
    private final Programs programs = Programs.ofThisHost();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("environments").factory());

    /// @param variables of the installers, for mirrors
    /// @param places that they may reach, as `host:port`
    public LocalEnvironments(
            LocalSettings settings,
            Map<String, String> variables,
            List<String> places,
            InstallationLimits limits) {
        this.directory = settings.environments();
        this.etc = settings.directory().resolve("etc");
        this.variables = new TreeMap<>(variables);
        this.places = List.copyOf(places);
        this.limits = limits;
        try {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException e) {
            throw new UncheckedIOException("environments cannot live in " + directory, e);
        }
    }

    @Override
    public Outcome prepare(
            EnvironmentId id,
            List<String> python,
            List<String> javascript,
            Consumer<String> progress) {
        Path place = directory.resolve(id.name());
        if (Files.isDirectory(place)) {
            return new Outcome.Ready();
        }
        try {
            return make(id, Installer.steps(python, javascript), progress);
        } catch (IOException | HostProblem e) {
            LOG.warnf(e, "environment %s cannot be made", id.name());
            return new Outcome.Failed("the machine cannot make it: " + e.getMessage());
        } finally {
            delete(door(id));
        }
    }

    private Outcome make(EnvironmentId id, List<List<String>> steps, Consumer<String> progress)
            throws IOException {
        Path draft = fresh(draft(id), "rwxr-xr-x");
        Optional<SpareUser> user =
                SpareUser.needed() ? Optional.of(owner(draft)) : Optional.empty();
        Path way = fresh(door(id), "rwx------");
        user.ifPresent(one -> one.own(way));
        try (var _ = InstallerDoor.open(programs, way, user, places)) {
            for (List<String> step : steps) {
                Optional<String> problem =
                        new Installation(timer, new Appetite(draft, limits))
                                .run(argv(draft, way, user, step), progress);
                if (problem.isPresent()) {
                    delete(draft);
                    return new Outcome.Failed(problem.get());
                }
            }
        }
        Files.move(draft, directory.resolve(id.name()), StandardCopyOption.ATOMIC_MOVE);
        return new Outcome.Ready();
    }

    private Path fresh(Path path, String permissions) throws IOException {
        delete(path);
        Files.createDirectory(path);
        return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    private Path draft(EnvironmentId id) {
        return directory.resolve(id.name() + ".making");
    }

    private Path door(EnvironmentId id) {
        return directory.resolve(id.name() + ".door");
    }

    @Override
    public void remove(EnvironmentId id) {
        delete(directory.resolve(id.name()));
        delete(draft(id));
        delete(door(id));
    }

    private List<String> argv(Path draft, Path door, Optional<SpareUser> user, List<String> step)
            throws IOException {
        if (user.isEmpty()) {
            return behindTheWall(draft, etc, door, step);
        }
        Passage passage =
                Passage.to(
                        Map.of(
                                BOX,
                                draft.toRealPath(),
                                ETC,
                                etc.toRealPath(),
                                DOOR,
                                door.toRealPath()));
        List<String> argv = new ArrayList<>(passage.argv(programs));
        argv.addAll(user.get().become(programs.require("setpriv", "util-linux")));
        argv.addAll(
                behindTheWall(
                        passage.inside(BOX), passage.inside(ETC), passage.inside(DOOR), step));
        return argv;
    }

    /// The same for all steps.
    private static SpareUser owner(Path draft) throws IOException {
        int known = SpareUser.ownerOf(draft);
        if (known != 0) {
            return new SpareUser(known);
        }
        SpareUser user =
                SpareUser.choose(new SecureRandom(), Set.of())
                        .orElseThrow(() -> new HostProblem("no unprivileged user id is free"));
        user.own(draft);
        return user;
    }

    private List<String> behindTheWall(Path draft, Path ourEtc, Path door, List<String> step)
            throws IOException {
        var wall = new InstallerWall(Roots.ofThisHost(), Etc.seen(ourEtc), draft, door, variables);
        List<String> argv = new ArrayList<>();
        argv.add(programs.require("bwrap", "bubblewrap"));
        argv.addAll(wall.argv());
        argv.addAll(InstallerDoor.through(InstallerWall.DOOR + "/" + InstallerDoor.SOCKET));
        argv.addAll(step);
        return argv;
    }

    private void delete(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        Command.Outcome outcome =
                new Command(
                                List.of(
                                        programs.require("rm", "coreutils"),
                                        "-rf",
                                        "--one-file-system",
                                        "--",
                                        path.toString()),
                                DELETION)
                        .run();
        if (!outcome.succeeded()) {
            throw new HostProblem("cannot delete %s: %s".formatted(path, outcome.output()));
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
