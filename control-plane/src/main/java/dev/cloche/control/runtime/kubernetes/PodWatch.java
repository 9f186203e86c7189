package dev.cloche.control.runtime.kubernetes;

import dev.cloche.api.container.ContainerId;
import dev.cloche.control.runtime.ContainerGone;
import dev.cloche.control.runtime.News;
import dev.cloche.control.runtime.Recent;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import org.jboss.logging.Logger;

/// Follows the pods of this installation by one watch, which goes on by itself when it breaks or
/// has fallen too far behind.
final class PodWatch implements ResourceEventHandler<Pod>, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(PodWatch.class);
    private static final Duration FIRST_LIST = Duration.ofSeconds(5);
    private static final Duration UNSEEN = Duration.ofMinutes(1);
    private static final long NO_RESYNC = 0;

    private final SharedIndexInformer<Pod> informer;
    private final String namespace;
    private final News news;
    private final BiConsumer<ContainerId, PodFate> stillAlive;

    // What was wanted and has not been seen yet.
    private final Map<ContainerId, Instant> wanted = new ConcurrentHashMap<>();
    private final Set<ContainerId> removed = Recent.set();
    private final Set<ContainerId> over = Recent.set();

    /// @param stillAlive is told of each change of a pod that is not over
    PodWatch(
            KubernetesClient client,
            KubernetesSettings settings,
            News news,
            BiConsumer<ContainerId, PodFate> stillAlive) {
        this.namespace = settings.namespace();
        this.news = news;
        this.stillAlive = stillAlive;
        this.informer =
                client.pods()
                        .inNamespace(settings.namespace())
                        .withLabel(PodNames.INSTALLATION, settings.installation())
                        .runnableInformer(NO_RESYNC)
                        .addEventHandler(this)
                        .exceptionHandler((_, problem) -> isTriedAgain(problem));
    }

    /// Begins, and waits a little for the first list. Without an API server it goes on trying.
    void start() {
        try {
            informer.start().toCompletableFuture().get(FIRST_LIST.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            LOG.warnf("the API server has not listed the pods yet: %s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isTriedAgain(Throwable problem) {
        LOG.warnf("pods are not watched for a moment: %s", problem);
        return true;
    }

    /// Counts a container in from now on.
    ///
    /// @return false when there is no room for it
    synchronized boolean want(ContainerId id, int most) {
        // To count what lives takes long where there is much, so it is done where it may matter
        // only.
        if (wanted.size() + informer.getStore().listKeys().size() >= most
                && living().size() >= most) {
            return false;
        }
        wanted.put(id, Instant.now());
        return true;
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

    Optional<Pod> find(ContainerId id) {
        return Optional.ofNullable(informer.getStore().getByKey(namespace + "/" + PodNames.of(id)))
                .filter(pod -> PodNames.container(pod).filter(id::equals).isPresent());
    }

    /// @throws IllegalStateException while that is not known, so that nobody takes pods for dead
    List<ContainerId> alive() {
        if (!informer.hasSynced() || !informer.isWatching()) {
            throw new IllegalStateException("the API server does not tell which pods there are");
        }
        return List.copyOf(living());
    }

    private Set<ContainerId> living() {
        Instant longAgo = Instant.now().minus(UNSEEN);
        wanted.values().removeIf(since -> since.isBefore(longAgo));
        Set<ContainerId> living = new HashSet<>(wanted.keySet());
        for (Pod pod : informer.getStore().list()) {
            if (pod.getMetadata().getDeletionTimestamp() == null
                    && !(PodFate.of(pod) instanceof PodFate.Over)) {
                PodNames.container(pod).ifPresent(living::add);
            }
        }
        living.removeIf(this::isOver);
        return living;
    }

    /// Ends one that nobody else ends, with the reason.
    void giveUp(ContainerId id, String why) {
        over(id, new PodFate.Over(OptionalInt.empty(), why));
    }

    @Override
    public void onAdd(Pod pod) {
        PodNames.container(pod).ifPresent(id -> seen(id, pod));
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
        PodNames.container(pod).ifPresent(id -> seen(id, pod));
    }

    @Override
    public void onDelete(Pod last, boolean stateUnknown) {
        PodNames.container(last).ifPresent(id -> over(id, PodFate.deleted(last)));
    }

    private void seen(ContainerId id, Pod pod) {
        switch (PodFate.of(pod)) {
            case PodFate.Over end -> over(id, end);
            case PodFate alive -> stillAlive.accept(id, alive);
        }
        wanted.remove(id);
    }

    private void over(ContainerId id, PodFate.Over end) {
        if (over.add(id)) {
            wanted.remove(id);
            news.tell(
                    removed.contains(id)
                            ? new ContainerGone(id, end.exitCode(), "it was removed")
                            : end.news(id));
        }
    }

    @Override
    public void close() {
        informer.close();
    }
}
