package dev.cloche.control.runtime.local;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.container.RuntimeType;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.runtime.ContainerGone;
import dev.cloche.control.runtime.ContainerHandle;
import dev.cloche.control.runtime.ContainerRuntime;
import dev.cloche.control.runtime.ContainerSpec;
import dev.cloche.control.runtime.HostProblem;
import dev.cloche.control.runtime.LogQuery;
import dev.cloche.control.runtime.LogReader;
import dev.cloche.control.runtime.Programs;
import dev.cloche.control.runtime.SpareUser;
import dev.cloche.control.runtime.Started;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/// Containers as processes of this machine. They outlive the control plane, and the next one finds
/// them by what is in their directories, as does one that shares the directory.
public final class LocalRuntime implements ContainerRuntime, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LocalRuntime.class);
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final LocalSettings settings;
    private final Homes homes;
    private final Launcher launcher;
    private final Cgroups cgroups;
    private final Watch watch;
    private final Claims claims;
    // guarded by the claim to launch
    private boolean ending;

    /// Takes over what an earlier control plane left in the directory.
    ///
    /// @throws HostProblem when the directory cannot be used
    public LocalRuntime(LocalSettings settings) {
        this.settings = settings;
        this.homes = new Homes(settings.directory());
        Path etc = settings.directory().resolve("etc");
        this.launcher = new Launcher(settings, etc, Programs.ofThisHost());
        this.cgroups = Cgroups.ofThisHost(settings.directory());
        this.watch = new Watch(homes, cgroups, this::lock);
        try {
            Files.createDirectories(settings.directory());
            Files.setPosixFilePermissions(
                    settings.directory(), PosixFilePermissions.fromString("rwx------"));
            this.claims = new Claims(settings.directory().resolve("claims"));
            prepare(etc);
        } catch (IOException e) {
            throw new HostProblem(
                    "Containers cannot live in %s: %s. Remedy: see to it that this user may write there"
                            .formatted(settings.directory(), e),
                    e);
        }
    }

    // Another control plane may be launching a container right now.
    private void prepare(Path etc) throws IOException {
        Claim launching = claims.launching();
        launching.lock();
        try {
            Etc.write(etc);
            int _ = cgroups.sweep(id -> homes.of(id).exists() && homes.isAlive(id));
        } finally {
            launching.unlock();
        }
    }

    @Override
    public RuntimeType type() {
        return RuntimeType.LOCAL;
    }

    @Override
    public int most() {
        return settings.maxContainers();
    }

    @Override
    public Started start(ContainerSpec spec) {
        Claim lock = lock(spec.id());
        Claim launching = claims.launching();
        lock.lock();
        launching.lock();
        try {
            ContainerHome home = homes.of(spec.id());
            if (ending) {
                return new Started.NoRoom("the platform is being stopped");
            }
            if (home.exists()) {
                return home.living()
                        .<Started>map(mark -> running(spec.id(), mark))
                        .orElseGet(() -> new Started.Refused(spec.id() + " is over"));
            }
            if (alive().size() >= settings.maxContainers()) {
                return new Started.NoRoom(
                        "there are %d containers already".formatted(settings.maxContainers()));
            }
            return launch(spec, home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            launching.unlock();
            lock.unlock();
        }
    }

    private Started launch(ContainerSpec spec, ContainerHome home) throws IOException {
        boolean launched = false;
        try {
            Optional<SpareUser> user = user();
            home.make(user);
            Delegation groups =
                    user.map(owner -> cgroups.delegate(spec.id(), owner)).orElse(Delegation.NONE);
            Process process = launcher.launch(home, user, groups, spec);
            launched = true;
            var _ = process.onExit().thenRun(watch::lookNow);
            return running(spec.id(), home.mark().orElseThrow());
        } catch (HostProblem e) {
            return new Started.Refused(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            LOG.warnf(e, "container %s cannot be launched", spec.id());
            return new Started.NoRoom("the machine cannot launch it now: " + e.getMessage());
        } finally {
            if (!launched && home.exists()) {
                cgroups.remove(spec.id());
                home.deleteAll();
            }
        }
    }

    private static Started.Running running(ContainerId id, ProcessMark mark) {
        return new Started.Running(new ContainerHandle(id, Long.toString(mark.pid())));
    }

    /// One for each container whose files are still here, so that none can touch another's.
    private Optional<SpareUser> user() throws IOException {
        if (!SpareUser.needed()) {
            return Optional.empty();
        }
        Set<Integer> taken = new HashSet<>();
        for (ContainerId id : homes.ids()) {
            Path workspaces = homes.of(id).workspaces();
            if (Files.exists(workspaces)) {
                taken.add(SpareUser.ownerOf(workspaces));
            }
        }
        return Optional.of(
                SpareUser.choose(new SecureRandom(), taken)
                        .orElseThrow(() -> new HostProblem("no unprivileged user id is free")));
    }

    @Override
    public void remove(ContainerId id) {
        change(id, home -> {});
    }

    @Override
    public void purge(ContainerId id) {
        change(
                id,
                home -> {
                    home.deleteContents();
                    Optional<Ending> ending = home.ending();
                    if (ending.isPresent()) {
                        home.keep(ending.get().afterPurging());
                    }
                });
    }

    @Override
    public List<ContainerId> kept() {
        return homes.ids();
    }

    @Override
    public void forget(ContainerId id) {
        change(id, ContainerHome::deleteAll);
    }

    /// Groups whose container is over: its removal was cut short.
    @Override
    public int tidy() {
        // Those of one that is being launched are there before it lives.
        Claim launching = claims.launching();
        launching.lock();
        try {
            return cgroups.sweep(id -> homes.of(id).exists() && homes.isAlive(id));
        } finally {
            launching.unlock();
        }
    }

    @Override
    public void removeWorkspace(ContainerId id, SessionId session) {
        Claim lock = lock(id);
        lock.lock();
        try {
            homes.of(id).deleteWorkspace(session);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean carryWorkspace(ContainerId from, ContainerId to, SessionId session) {
        Claim lock = lock(from);
        lock.lock();
        try {
            ContainerHome old = homes.of(from);
            if (old.exists() && old.living().isPresent()) {
                throw new IllegalStateException("container " + from + " is not over");
            }
            return old.carryWorkspace(session, homes.of(to));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot carry the files of session " + session, e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean keepsWorkspaces() {
        return true;
    }

    @Override
    public Optional<Path> workspace(ContainerId id, SessionId session) {
        return Optional.of(homes.of(id).workspaces().resolve(session.value()));
    }

    /// What is done to a container that is over.
    private interface Afterwards {
        void on(ContainerHome home) throws IOException;
    }

    private void change(ContainerId id, Afterwards afterwards) {
        Claim lock = lock(id);
        lock.lock();
        try {
            ContainerHome home = homes.of(id);
            if (!home.exists()) {
                return;
            }
            Optional<ProcessMark> living = home.living();
            if (living.isPresent()) {
                new Supervisor(living.get()).end(GRACE);
                cgroups.remove(id);
                home.keep(Ending.removed(home.exitCode()));
            } else {
                watch.settle(id, home);
            }
            home.deleteLeftovers();
            afterwards.on(home);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove container " + id, e);
        } finally {
            lock.unlock();
        }
        watch.lookNow();
    }

    @Override
    public List<ContainerId> alive() {
        return homes.ids().stream().filter(homes::isAlive).toList();
    }

    @Override
    public void watch(Consumer<ContainerGone> told) {
        watch.add(told);
    }

    @Override
    public List<String> logs(ContainerId id, LogQuery query) {
        ContainerHome home = homes.of(id);
        try {
            return Files.exists(home.log().file())
                    ? query.of(home.log().tail(Integer.MAX_VALUE))
                    : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the log of container " + id, e);
        }
    }

    @Override
    public LogReader follow(ContainerId id, LogQuery query) {
        ContainerHome home = homes.of(id);
        try {
            return Files.exists(home.log().file())
                    ? new LogFollower(home.log(), query, () -> !homes.isAlive(id))
                    : new LogFollower(home.log(), new LogQuery(0, Optional.empty()), () -> true);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the log of container " + id, e);
        }
    }

    private Claim lock(ContainerId id) {
        return claims.of(id);
    }

    /// Ends all containers, and starts none any more. How they ended is told to whoever watches
    /// next, in another control plane.
    public void endAll() {
        watch.close();
        Claim launching = claims.launching();
        launching.lock();
        try {
            ending = true;
        } finally {
            launching.unlock();
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            alive().forEach(id -> threads.execute(() -> endOne(id)));
        }
    }

    // One that cannot be ended must not keep the others from it; the next control plane finds it.
    private void endOne(ContainerId id) {
        try {
            remove(id);
        } catch (UncheckedIOException | HostProblem e) {
            LOG.warnf(e, "container %s could not be ended", id);
        }
    }

    /// Stops watching. The containers go on.
    @Override
    public void close() {
        watch.close();
        try {
            claims.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot let go of the containers", e);
        }
    }
}
