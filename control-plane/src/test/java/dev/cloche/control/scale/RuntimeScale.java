package dev.cloche.control.scale;

import dev.cloche.api.container.ContainerId;
import dev.cloche.control.runtime.ContainerGone;
import dev.cloche.control.runtime.RuntimeContract;
import dev.cloche.control.runtime.Started;
import dev.cloche.control.runtime.kubernetes.KubernetesRuntime;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// How the Kubernetes runtime does with many pods, on nodes of [FakeNodes]. Arguments: how many.
final class RuntimeScale {

    private static final int THREADS = 8;
    private static final int LOOKS = 20;
    private static final int YARDSTICK = 500;
    private static final Pattern CPU =
            Pattern.compile("^process_cpu_seconds_total (\\S+)$", Pattern.MULTILINE);
    private static final Pattern MEMORY =
            Pattern.compile("^process_resident_memory_bytes (\\S+)$", Pattern.MULTILINE);

    private final KubernetesClient client = Scene.client();

    private RuntimeScale() {}

    public static void main(String[] arguments) throws Exception {
        var scale = new RuntimeScale();
        scale.warmUp();
        Scene.row(
                "pods",
                "creates/s",
                "p50 ms",
                "p99 ms",
                "runtime CPU ms/create",
                "API server CPU ms/create",
                "all run after s",
                "heap KB/pod",
                "API server MB",
                "list of the living ms",
                "start of one that lives ms",
                "idle CPU %",
                "adopted after s",
                "deletes/s");
        Scene.row(Arrays.stream(new Object[14]).map(_ -> "--:").toArray());
        for (String count : arguments) {
            scale.measure(Integer.parseInt(count));
        }
    }

    private static List<ContainerId> ids(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        new ContainerId("cont_%s%015x".formatted(prefix, i + System.nanoTime())))
                .distinct()
                .toList();
    }

    /// The compiler has seen everything once; and what an API server does without us, in the same
    /// run.
    private void warmUp() throws Exception {
        try (KubernetesRuntime runtime = KubernetesRuntime.connect(Scene.settings("warm"))) {
            List<ContainerId> ids = ids("a", 300);
            Times _ = Times.of(THREADS, ids, id -> start(runtime, id));
            Pod made = client.pods().inNamespace(Scene.NAMESPACE).list().getItems().getFirst();
            List<Integer> numbers = IntStream.range(0, YARDSTICK).boxed().toList();
            Times bare = Times.of(THREADS, numbers, i -> client.resource(copy(made, i)).create());
            System.out.printf(
                    "bare creates of such pods, %d at once: %.0f/s, p50 %.1f ms, p99 %.1f ms%n%n",
                    THREADS, bare.perSecond(), bare.quantile(0.5), bare.quantile(0.99));
        }
        empty();
    }

    private static Pod copy(Pod pod, int number) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("bare-" + number)
                .withNamespace(Scene.NAMESPACE)
                .withLabels(pod.getMetadata().getLabels())
                .endMetadata()
                .withSpec(pod.getSpec())
                .editSpec()
                .withNodeName(null)
                .endSpec()
                .build();
    }

    private void measure(int count) throws Exception {
        List<ContainerId> ids = ids("b", count);
        LongAdder told = new LongAdder();
        try (KubernetesRuntime runtime = KubernetesRuntime.connect(Scene.settings("scale"))) {
            runtime.watch((ContainerGone _) -> told.increment());
            long heap = heap();
            long cpu = cpuNanos();
            double server = metric(CPU);
            long begun = System.nanoTime();
            Times creates = Times.of(THREADS, ids, id -> start(runtime, id));
            double perCreate = (cpuNanos() - cpu) / 1e6 / count;
            until(() -> none("status.phase!=Running"));
            double all = seconds(begun);
            double serverPerCreate = (metric(CPU) - server) * 1000 / count;
            double each = (heap() - heap) / 1024.0 / count;
            Times looks =
                    Times.of(1, IntStream.range(0, LOOKS).boxed().toList(), _ -> runtime.alive());
            Times again = Times.of(1, ids.subList(0, LOOKS), id -> start(runtime, id));
            double idle = idle();
            double adopted = adopted(count);
            Times deletes = Times.of(THREADS, ids, runtime::remove);
            until(() -> none(""));
            until(() -> told.sum() >= count);
            Scene.row(
                    count,
                    creates.perSecond(),
                    creates.quantile(0.5),
                    creates.quantile(0.99),
                    perCreate,
                    serverPerCreate,
                    all,
                    each,
                    metric(MEMORY) / (1 << 20),
                    looks.quantile(0.5),
                    again.quantile(0.5),
                    idle,
                    adopted,
                    deletes.perSecond());
        }
    }

    private static void start(KubernetesRuntime runtime, ContainerId id) {
        Started started = runtime.start(RuntimeContract.spec(id));
        if (!(started instanceof Started.Running)) {
            throw new IllegalStateException(String.valueOf(started));
        }
    }

    /// As the next control plane would.
    private static double adopted(int count) {
        long begun = System.nanoTime();
        try (KubernetesRuntime next = KubernetesRuntime.connect(Scene.settings("scale"))) {
            until(() -> {
                try {
                    return next.alive().size() == count;
                } catch (IllegalStateException notYet) {
                    return false;
                }
            });
            return seconds(begun);
        }
    }

    private static long cpuNanos() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
    }

    private static double idle() {
        long cpu = cpuNanos();
        long begun = System.nanoTime();
        LockSupport.parkNanos(10_000_000_000L);
        return (cpuNanos() - cpu) * 100.0 / (System.nanoTime() - begun);
    }

    private void empty() throws InterruptedException {
        List<Pod> pods = client.pods().inNamespace(Scene.NAMESPACE).list().getItems();
        Times _ = Times.of(THREADS, pods, pod -> client.resource(pod).delete());
        until(() -> none(""));
    }

    private boolean none(String selector) {
        return client.pods()
                .inNamespace(Scene.NAMESPACE)
                .list(
                        new ListOptionsBuilder()
                                .withFieldSelector(selector.isEmpty() ? null : selector)
                                .withLimit(1L)
                                .build())
                .getItems()
                .isEmpty();
    }

    private static void until(BooleanSupplier done) {
        long end = System.nanoTime() + 600_000_000_000L;
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("not within ten minutes");
            }
            LockSupport.parkNanos(200_000_000);
        }
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private double metric(Pattern pattern) {
        Matcher matcher = pattern.matcher(String.valueOf(client.raw("/metrics")));
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
    }
}
