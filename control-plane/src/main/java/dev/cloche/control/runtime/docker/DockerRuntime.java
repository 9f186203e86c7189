package dev.cloche.control.runtime.docker;

import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Container;
import dev.cloche.api.container.ContainerId;
import dev.cloche.api.container.RuntimeType;
import dev.cloche.control.runtime.ContainerGone;
import dev.cloche.control.runtime.ContainerHandle;
import dev.cloche.control.runtime.ContainerRuntime;
import dev.cloche.control.runtime.ContainerSpec;
import dev.cloche.control.runtime.HostProblem;
import dev.cloche.control.runtime.LogQuery;
import dev.cloche.control.runtime.LogReader;
import dev.cloche.control.runtime.News;
import dev.cloche.control.runtime.NoLog;
import dev.cloche.control.runtime.Started;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/// Containers of a Docker engine. They outlive a control plane that dies; the next finds them by
/// their labels. Files of sessions are in the containers and end with them unless they are fetched
/// before. The log of one that ended by itself is kept with its container until it is purged; that
/// of one that was removed is not.
public final class DockerRuntime implements ContainerRuntime, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(DockerRuntime.class);
    private static final int GRACE_SECONDS = 5;
    private static final Duration LOG_PATIENCE = Duration.ofSeconds(10);

    private final Engine engine;
    private final DockerSettings settings;
    private final ContainerShape shape;
    private final SandboxNetwork network;
    private final Dialect dialect;
    private final Handover handover;
    private final News news = new News();
    private final ContainerWatch watch;
    private volatile boolean ending;

    private DockerRuntime(Engine engine, DockerSettings settings, Dialect dialect) {
        this.engine = engine;
        this.settings = settings;
        this.shape = new ContainerShape(settings, dialect);
        this.network = new SandboxNetwork(engine, settings.network(), settings.installation());
        this.dialect = dialect;
        this.handover = new Handover(engine, dialect, network);
        this.watch = new ContainerWatch(engine, settings.installation(), news, this::begun);
    }

    // Another control plane may have begun it.
    private void begun() {
        try {
            network.arrived();
        } catch (HostProblem e) {
            LOG.warn(e.getMessage());
        }
    }

    /// Finds what an earlier control plane left in the engine, and makes the network.
    ///
    /// @throws HostProblem when no engine answers, or not as one
    public static DockerRuntime connect(DockerSettings settings) {
        Engine engine = Engine.at(settings.host());
        try {
            Dialect dialect = Dialect.of(engine.calls().versionCmd().exec());
            DockerRuntime runtime = new DockerRuntime(engine, settings, dialect);
            runtime.network.ensure();
            runtime.watch.start();
            return runtime;
        } catch (RuntimeException e) {
            engine.close();
            throw unreachable(settings, e);
        }
    }

    private static RuntimeException unreachable(DockerSettings settings, RuntimeException e) {
        return EngineRefusals.isOfEngine(e)
                ? new HostProblem(
                        "The Docker engine at %s cannot be used: %s. Remedy: start it, or set cloche.docker.host"
                                .formatted(settings.host(), EngineRefusals.words(e)),
                        e)
                : e;
    }

    /// The address under which containers find this machine.
    public String gateway() {
        return network.gateway();
    }

    /// Does something as soon as this machine has that address: now, or before the first container
    /// is told of it, which then fails with it.
    public void onceThere(Runnable then) {
        network.onceThere(dialect.isLate(), then);
    }

    @Override
    public RuntimeType type() {
        return RuntimeType.DOCKER;
    }

    @Override
    public Started start(ContainerSpec spec) {
        ContainerId id = spec.id();
        if (watch.isOver(id)) {
            return over(id);
        }
        try {
            Optional<Container> there = watch.find(id);
            if (there.isPresent()) {
                return ContainerFate.isAlive(there.get().getState()) ? running(id) : over(id);
            }
            if (ending) {
                return new Started.NoRoom("this control plane ends");
            }
            if (!watch.want(id, settings.maxContainers())) {
                return new Started.NoRoom(
                        "there are %d containers already".formatted(settings.maxContainers()));
            }
            return make(spec);
        } catch (RuntimeException e) {
            return EngineRefusals.of(e, settings.image(spec.template()));
        } finally {
            watch.unwanted(id);
        }
    }

    private static Started over(ContainerId id) {
        return new Started.Refused(id + " is over");
    }

    private static Started running(ContainerId id) {
        return new Started.Running(new ContainerHandle(id, ContainerNames.of(id)));
    }

    private Started make(ContainerSpec spec) {
        ContainerId id = spec.id();
        network.ensure();
        String container;
        try {
            var wish = engine.calls().createContainerCmd(settings.image(spec.template()));
            container = shape.fill(wish, spec).exec().getId();
        } catch (RuntimeException e) {
            if (EngineRefusals.isThere(e)) {
                return watch.find(id).isPresent()
                        ? running(id)
                        : new Started.Refused(
                                "its name is taken by a container of somebody else: "
                                        + ContainerNames.of(id));
            }
            throw e;
        }
        begin(container, spec);
        // It may have been unwanted meanwhile.
        if (watch.isOver(id)) {
            end(container);
            return over(id);
        }
        return running(id);
    }

    private void begin(String container, ContainerSpec spec) {
        boolean begun = false;
        try {
            handover.start(container, spec.boot());
            watch.made(spec.id());
            begun = true;
        } catch (IOException e) {
            throw new UncheckedIOException("its executor could not be told what it is for", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting " + spec.id(), e);
        } finally {
            if (!begun) {
                engine.remove(container);
            }
        }
    }

    @Override
    public void remove(ContainerId id) {
        Optional<Container> there = watch.find(id);
        if (there.filter(one -> !ContainerFate.isAlive(one.getState())).isPresent()) {
            return; // its log is kept with it
        }
        watch.removing(id);
        there.ifPresent(one -> {
            end(one.getId());
            watch.isRemoved(id);
        });
    }

    @Override
    public void purge(ContainerId id) {
        watch.removing(id);
        watch.find(id)
                .ifPresent(one -> {
                    end(one.getId());
                    watch.isRemoved(id);
                });
    }

    // Gracefully for a moment, and then by force.
    private void end(String container) {
        try {
            engine.calls().stopContainerCmd(container).withTimeout(GRACE_SECONDS).exec();
        } catch (DockerException e) {
            LOG.debugf("it had ended, or cannot be asked to: %s", e.getMessage());
        }
        engine.remove(container);
    }

    /// @throws IllegalStateException while that is not known, so that nobody takes containers for
    ///   dead
    @Override
    public List<ContainerId> alive() {
        try {
            return List.copyOf(watch.living());
        } catch (RuntimeException e) {
            if (EngineRefusals.isOfEngine(e)) {
                throw new IllegalStateException(
                        "the engine does not tell which containers there are", e);
            }
            throw e;
        }
    }

    @Override
    public List<ContainerId> kept() {
        return watch.list().stream()
                .flatMap(one -> ContainerNames.container(one.getLabels()).stream())
                .toList();
    }

    @Override
    public void watch(Consumer<ContainerGone> told) {
        news.add(told);
    }

    @Override
    public List<String> logs(ContainerId id, LogQuery query) {
        List<String> all = new ArrayList<>();
        try (LogReader reader = read(id, query, false)) {
            Optional<List<String>> more = reader.next(LOG_PATIENCE);
            while (more.isPresent() && !more.get().isEmpty()) {
                all.addAll(more.get());
                more = reader.next(LOG_PATIENCE);
            }
        }
        return new LogQuery(query.lines(), Optional.empty()).of(all);
    }

    @Override
    public LogReader follow(ContainerId id, LogQuery query) {
        return read(id, query, true);
    }

    private LogReader read(ContainerId id, LogQuery query, boolean followed) {
        return watch.find(id)
                .<LogReader>map(one -> ContainerLog.of(engine, one.getId(), query, followed))
                .orElseGet(NoLog::new);
    }

    /// Ends all containers and takes their network away, and starts none any more. Those that ended
    /// by themselves stay, with their logs.
    public void endAll() {
        ending = true;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            alive().forEach(id -> threads.execute(() -> endOne(id)));
        }
        network.remove();
    }

    // One that cannot be ended must not keep the others from it; the next control plane finds it.
    private void endOne(ContainerId id) {
        try {
            remove(id);
        } catch (RuntimeException e) {
            LOG.warnf(e, "container %s could not be ended", id);
        }
    }

    /// Stops watching. The containers go on.
    @Override
    public void close() {
        watch.close();
        news.close();
        engine.close();
    }
}
