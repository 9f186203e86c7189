package dev.cloche.control.runtime.kubernetes;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.container.RuntimeType;
import dev.cloche.control.runtime.ContainerGone;
import dev.cloche.control.runtime.ContainerHandle;
import dev.cloche.control.runtime.ContainerRuntime;
import dev.cloche.control.runtime.ContainerSpec;
import dev.cloche.control.runtime.LogQuery;
import dev.cloche.control.runtime.LogReader;
import dev.cloche.control.runtime.News;
import dev.cloche.control.runtime.NoLog;
import dev.cloche.control.runtime.Started;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.ContainerResource;
import io.fabric8.kubernetes.client.dsl.Loggable;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.TailPrettyLoggable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/// Containers as pods. They outlive the control plane; whichever replica comes next finds them by
/// their labels. Files of sessions are in the pods and end with them unless they are fetched
/// before. The log of one that ended by itself is kept with its pod until it is purged; that of one
/// that was removed is not.
public final class KubernetesRuntime implements ContainerRuntime, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(KubernetesRuntime.class);
    private static final int MOST_LINES = 10_000;
    private static final int CONNECT_MILLIS = 5_000;
    private static final int ANSWER_MILLIS = 10_000;
    private static final int RETRIES = 3;
    private static final int BEGIN_MILLIS = 10_000;
    private static final int NOT_THERE = 404;
    private static final int NOT_YET = 400;

    private final KubernetesClient client;
    private final KubernetesSettings settings;
    private final PodShape shape;
    private final Handover handover;
    private final News news = new News();
    private final PodWatch watch;
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("kubernetes-timer").factory());

    /// Finds what an earlier control plane left in the namespace.
    ///
    /// @param client is closed with this
    KubernetesRuntime(KubernetesClient client, KubernetesSettings settings) {
        this.client = client;
        this.settings = settings;
        this.shape = new PodShape(settings);
        this.handover = new Handover(client, settings.namespace());
        this.watch = new PodWatch(client, settings, news, this::changed);
        watch.start();
    }

    /// In the cluster that this process runs in, else in the one that KUBECONFIG names.
    public static KubernetesRuntime connect(KubernetesSettings settings) {
        Config config =
                new ConfigBuilder(Config.autoConfigure(null))
                        .withConnectionTimeout(CONNECT_MILLIS)
                        .withRequestTimeout(ANSWER_MILLIS)
                        .withRequestRetryBackoffLimit(RETRIES)
                        .build();
        return new KubernetesRuntime(
                new KubernetesClientBuilder().withConfig(config).build(), settings);
    }

    @Override
    public RuntimeType type() {
        return RuntimeType.KUBERNETES;
    }

    @Override
    public Started start(ContainerSpec spec) {
        ContainerId id = spec.id();
        if (watch.isOver(id)) {
            return new Started.Refused(id + " is over");
        }
        if (watch.find(id).isPresent()) {
            return running(id);
        }
        if (!watch.want(id, settings.maxContainers())) {
            return new Started.NoRoom(
                    "there are %d containers already".formatted(settings.maxContainers()));
        }
        handover.keep(id, spec.boot());
        try {
            client.resource(shape.of(spec)).create();
            return running(id);
        } catch (KubernetesClientException e) {
            if (Refusals.isThere(e)) {
                return running(id);
            }
            handover.forget(id);
            watch.unwanted(id);
            return Refusals.of(e);
        }
    }

    private static Started running(ContainerId id) {
        return new Started.Running(new ContainerHandle(id, PodNames.of(id)));
    }

    private void changed(ContainerId id, PodFate fate) {
        switch (fate) {
            case PodFate.Running() ->
                    handover.take(id)
                            .ifPresent(line ->
                                    Thread.ofVirtual()
                                            .name("handover")
                                            .start(() -> tell(id, line)));
            case PodFate.Unplaced(var _) -> {
                var _ =
                        timer.schedule(
                                () -> giveUpUnplaced(id),
                                settings.placing().toMillis(),
                                TimeUnit.MILLISECONDS);
            }
            case PodFate.Coming(), PodFate.Over _ -> {}
        }
    }

    private void tell(ContainerId id, byte[] line) {
        try {
            handover.tell(id, line);
        } catch (IOException e) {
            LOG.warnf(e, "executor of container %s could not be told what it is for", id);
            watch.giveUp(id, "its executor could not be told what it is for: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void giveUpUnplaced(ContainerId id) {
        if (watch.find(id).map(PodFate::of).orElse(null) instanceof PodFate.Unplaced(var why)) {
            watch.giveUp(id, why);
        }
    }

    @Override
    public void remove(ContainerId id) {
        handover.forget(id);
        boolean ended =
                watch.find(id).filter(pod -> PodFate.of(pod) instanceof PodFate.Over).isPresent();
        if (!ended || isPending(id)) {
            watch.removing(id);
            pod(id).delete();
        }
    }

    // One whose image cannot be had is over, and yet the kubelet goes on trying.
    private boolean isPending(ContainerId id) {
        return watch.find(id)
                .map(pod -> String.valueOf(pod.getStatus().getPhase()))
                .filter("Pending"::equals)
                .isPresent();
    }

    @Override
    public void purge(ContainerId id) {
        handover.forget(id);
        watch.removing(id);
        pod(id).delete();
    }

    @Override
    public List<ContainerId> alive() {
        return watch.alive();
    }

    @Override
    public void watch(Consumer<ContainerGone> told) {
        news.add(told);
    }

    @Override
    public List<String> logs(ContainerId id, LogQuery query) {
        try {
            return query.of(part(id, query).getLog().lines().toList());
        } catch (KubernetesClientException e) {
            return nothing(e);
        }
    }

    private static List<String> nothing(KubernetesClientException e) {
        if (e.getCode() == NOT_THERE || e.getCode() == NOT_YET) {
            return List.of();
        }
        throw e;
    }

    @Override
    public LogReader follow(ContainerId id, LogQuery query) {
        return watch.find(id).isPresent() ? new PodLog(part(id, query).watchLog()) : new NoLog();
    }

    private Loggable part(ContainerId id, LogQuery query) {
        ContainerResource container =
                pod(id).inContainer(PodNames.EXECUTOR).withReadyWaitTimeout(BEGIN_MILLIS);
        TailPrettyLoggable since =
                query.since()
                        .<TailPrettyLoggable>map(time -> container.sinceTime(time.toString()))
                        .orElse(container);
        return since.tailingLines(Math.min(query.lines(), MOST_LINES));
    }

    private PodResource pod(ContainerId id) {
        return client.pods().inNamespace(settings.namespace()).withName(PodNames.of(id));
    }

    /// Stops watching. The containers go on.
    @Override
    public void close() {
        timer.shutdownNow();
        watch.close();
        news.close();
        client.close();
    }
}
