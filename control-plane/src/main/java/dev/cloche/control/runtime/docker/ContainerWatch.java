package dev.cloche.control.runtime.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventActor;
import com.github.dockerjava.api.model.EventType;
import dev.cloche.api.container.ContainerId;
import dev.cloche.control.runtime.ContainerGone;
import dev.cloche.control.runtime.News;
import dev.cloche.control.runtime.Recent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Follows the containers of this installation by the engine's events. When those end it listens
/// again, and makes up for what it did not hear by looking at what is there.
final class ContainerWatch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ContainerWatch.class);
    private static final Duration FIRST_LOOK = Duration.ofSeconds(10);
    private static final Duration TAKING_UP = Duration.ofSeconds(30);
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final Duration OVERLAP = Duration.ofSeconds(5);

    private final Engine engine;
    private final Map<String, String> labels;
    private final News news;
    private final Runnable begun;
    private final Set<ContainerId> wanted = ConcurrentHashMap.newKeySet();
    private final Set<ContainerId> known = ConcurrentHashMap.newKeySet();
    private final Set<ContainerId> removed = Recent.set();
    private final Set<ContainerId> over = Recent.set();
    private final Set<String> starved = Recent.set();
    private final CountDownLatch looked = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean closed;

    /// @param begun is told that a container runs, whoever started it
    ContainerWatch(Engine engine, String installation, News news, Runnable begun) {
        this.engine = engine;
        this.begun = begun;
        this.labels = Map.of(ContainerNames.INSTALLATION, installation);
        this.news = news;
        this.thread = Thread.ofPlatform().daemon().name("docker-watch").unstarted(this::run);
    }

    /// Begins, and waits a little for the first look.
    void start() {
        thread.start();
        try {
            if (!looked.await(FIRST_LOOK.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("the engine has not said yet which containers there are");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Counts a container in from now on, until it is begun or unwanted.
    ///
    /// @return false when there is no room for it
    synchronized boolean want(ContainerId id, int most) {
        Set<ContainerId> living = living();
        if (living.size() >= most && !living.contains(id)) {
            return false;
        }
        wanted.add(id);
        return true;
    }

    /// It is in the engine now: should it not be there later, it was removed.
    void made(ContainerId id) {
        known.add(id);
    }

    void unwanted(ContainerId id) {
        wanted.remove(id);
    }

    /// From now on it does not count as alive, and its end is no surprise.
    void removing(ContainerId id) {
        removed.add(id);
    }

    boolean isOver(ContainerId id) {
        return removed.contains(id) || over.contains(id);
    }

    Optional<Container> find(ContainerId id) {
        return list().stream()
                .filter(one ->
                        ContainerNames.container(one.getLabels()).filter(id::equals).isPresent())
                .findFirst();
    }

    /// What lives, what is being made, and what has ended without being noticed yet: nobody is to
    /// judge a container before it is known how it ended.
    Set<ContainerId> living() {
        Set<ContainerId> living = new HashSet<>(wanted);
        living.addAll(known);
        for (Container one : list()) {
            if (ContainerFate.isAlive(one.getState())) {
                ContainerNames.container(one.getLabels()).ifPresent(living::add);
            }
        }
        living.removeIf(this::isOver);
        return living;
    }

    /// All of this installation that the engine has.
    List<Container> list() {
        return engine.calls().listContainersCmd().withShowAll(true).withLabelFilter(labels).exec();
    }

    private void run() {
        try {
            while (!closed) {
                listenAgain();
                TimeUnit.MILLISECONDS.sleep(AGAIN.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listenAgain() throws InterruptedException {
        try {
            listen();
        } catch (IOException e) {
            complain(e);
        } catch (RuntimeException e) {
            if (!EngineRefusals.isOfEngine(e)) {
                LOG.error("the engine's events are not understood", e);
            }
            complain(e);
        }
    }

    private void complain(Exception problem) {
        if (!closed) {
            LOG.warnf("containers are not watched for a moment: %s", EngineRefusals.words(problem));
        }
    }

    private void listen() throws IOException, InterruptedException {
        try (Conversation<Event> events = new Conversation<>(this::heard)) {
            engine.streams()
                    .eventsCmd()
                    .withEventTypeFilter(EventType.CONTAINER)
                    .withLabelFilter(labels)
                    .withSince(Long.toString(Instant.now().minus(OVERLAP).getEpochSecond()))
                    .exec(events);
            events.awaitBegun(TAKING_UP);
            look();
            looked.countDown();
            events.awaitEnd();
        }
    }

    // Those that were there before, and of which nothing is left, were removed meanwhile.
    private void look() {
        Set<ContainerId> before = Set.copyOf(known);
        Set<ContainerId> there = new HashSet<>();
        for (Container one : list()) {
            ContainerNames.container(one.getLabels())
                    .ifPresent(id -> {
                        there.add(id);
                        seen(id, one);
                    });
        }
        before.stream()
                .filter(id -> !there.contains(id))
                .forEach(id -> over(id, ContainerFate.vanished(OptionalInt.empty())));
    }

    private void seen(ContainerId id, Container one) {
        if (ContainerFate.isAlive(one.getState())) {
            known.add(id);
            begun.run();
        } else {
            over(id, fate(one.getId(), OptionalInt.empty()));
        }
    }

    private void heard(Event event) {
        EventActor actor = event.getActor();
        if (actor == null || actor.getId() == null || actor.getAttributes() == null) {
            return;
        }
        String container = actor.getId();
        Map<String, String> attributes = actor.getAttributes();
        ContainerNames.container(attributes)
                .ifPresent(id -> happened(id, container, event.getAction(), attributes));
    }

    private void happened(
            ContainerId id,
            String container,
            @Nullable String action,
            Map<String, String> attributes) {
        switch (String.valueOf(action)) {
            case "start" -> begun.run();
            case "oom" -> starved.add(container);
            case "die", "died" -> over(id, fate(container, exitCode(attributes)));
            case "destroy", "remove" -> over(id, ContainerFate.vanished(OptionalInt.empty()));
            default -> LOG.tracef("container %s: %s", id, action);
        }
    }

    private ContainerFate fate(String container, OptionalInt exitCode) {
        try {
            return ContainerFate.of(
                    engine.calls().inspectContainerCmd(container).exec().getState(),
                    starved.contains(container));
        } catch (NotFoundException e) {
            return ContainerFate.vanished(exitCode);
        }
    }

    private static OptionalInt exitCode(Map<String, String> attributes) {
        String code = attributes.getOrDefault("exitCode", "");
        return code.matches("\\d{1,3}")
                ? OptionalInt.of(Integer.parseInt(code))
                : OptionalInt.empty();
    }

    /// One that was removed here, and that the engine does not have any more.
    void isRemoved(ContainerId id) {
        over(id, ContainerFate.vanished(OptionalInt.empty()));
    }

    private void over(ContainerId id, ContainerFate end) {
        known.remove(id);
        if (over.add(id)) {
            news.tell(
                    removed.contains(id)
                            ? new ContainerGone(id, end.exitCode(), "it was removed")
                            : end.news(id));
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
