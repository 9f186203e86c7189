package dev.cloche.control.scale;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// A process that pretends to be nodes: what the scheduler places there is said to be made, and
/// then to run, in as many steps as a kubelet takes; what is deleted goes away. Nothing is started.
/// Ends, with its nodes, by SIGTERM.
final class FakeNodes implements ResourceEventHandler<Pod> {

    private static final int NODES = 20;
    private static final int PODS_OF_A_NODE = 1000;
    private static final String LEASES = "kube-node-lease";

    private final KubernetesClient client = Scene.client();
    private final ExecutorService hands = Executors.newFixedThreadPool(24);
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor();
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final LongAdder events = new LongAdder();
    private final LongAdder pods = new LongAdder();

    private FakeNodes() {}

    public static void main(String[] arguments) throws InterruptedException {
        var fake = new FakeNodes();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> {
                            asked.countDown();
                            Scene.await(ended);
                        }));
        fake.begin();
        System.out.println("ready");
        asked.await();
        fake.end();
        ended.countDown();
    }

    private void begin() {
        Scene.prepare(client);
        for (int i = 0; i < NODES; i++) {
            client.resource(node(i)).serverSideApply();
        }
        beat();
        var _ = heart.scheduleAtFixedRate(this::beat, 10, 10, TimeUnit.SECONDS);
        var _ = client.pods().inNamespace(Scene.NAMESPACE).inform(this, 0);
    }

    private static String name(int node) {
        return "cloche-fake-" + node;
    }

    private static Node node(int number) {
        Map<String, Quantity> room =
                Map.of(
                        "cpu", new Quantity("4000"),
                        "memory", new Quantity("16Ti"),
                        "ephemeral-storage", new Quantity("64Ti"),
                        "pods", new Quantity(Integer.toString(PODS_OF_A_NODE)));
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name(number))
                .addToLabels(Scene.LABEL, "yes")
                .endMetadata()
                .withNewSpec()
                .addNewTaint()
                .withKey(Scene.LABEL)
                .withValue("yes")
                .withEffect("NoSchedule")
                .endTaint()
                .endSpec()
                .withNewStatus()
                .withCapacity(room)
                .withAllocatable(room)
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .withReason("Fake")
                .endCondition()
                .endStatus()
                .build();
    }

    private void beat() {
        for (int i = 0; i < NODES; i++) {
            client.resource(
                            new LeaseBuilder()
                                    .withNewMetadata()
                                    .withName(name(i))
                                    .withNamespace(LEASES)
                                    .endMetadata()
                                    .withNewSpec()
                                    .withHolderIdentity(name(i))
                                    .withLeaseDurationSeconds(40)
                                    .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                                    .endSpec()
                                    .build())
                    .forceConflicts()
                    .serverSideApply();
        }
    }

    @Override
    public void onAdd(Pod pod) {
        look(pod);
    }

    @Override
    public void onUpdate(Pod before, Pod pod) {
        look(pod);
    }

    @Override
    public void onDelete(Pod pod, boolean unknown) {
        events.increment();
        seen.remove(pod.getMetadata().getUid());
    }

    private void look(Pod pod) {
        events.increment();
        if (pod.getSpec().getNodeName() == null) {
            return;
        }
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            hands.execute(() -> resource(pod).withGracePeriod(0).delete());
        } else if (seen.add(pod.getMetadata().getUid())) {
            pods.increment();
            hands.execute(() -> make(pod));
        }
    }

    // A container that is said to be there would be told its secrets, which takes a real kubelet.
    // So
    // it stays on its way in a pod that runs; the number and size of the steps are those of real
    // ones.
    private void make(Pod pod) {
        String now =
                DateTimeFormatter.ISO_INSTANT.format(Instant.now().truncatedTo(ChronoUnit.SECONDS));
        status(pod, "Pending", now, "");
        status(pod, "Running", now, ",\"podIP\":\"10.9.8.7\",\"podIPs\":[{\"ip\":\"10.9.8.7\"}]");
    }

    private void status(Pod pod, String phase, String now, String more) {
        String image = pod.getSpec().getContainers().getFirst().getImage();
        String status =
                """
                {"status":{"phase":"%1$s","startTime":"%2$s","hostIP":"10.9.9.9","qosClass":"Burstable",
                "conditions":[
                {"type":"PodReadyToStartContainers","status":"True","lastTransitionTime":"%2$s"},
                {"type":"Initialized","status":"True","lastTransitionTime":"%2$s"},
                {"type":"Ready","status":"False","reason":"ContainersNotReady","message":"containers with unready status: [executor]","lastTransitionTime":"%2$s"},
                {"type":"ContainersReady","status":"False","reason":"ContainersNotReady","message":"containers with unready status: [executor]","lastTransitionTime":"%2$s"}],
                "containerStatuses":[{"name":"executor","image":"%3$s","imageID":"","ready":false,"started":false,"restartCount":0,
                "state":{"waiting":{"reason":"ContainerCreating"}}}]%4$s}}
                """
                        .formatted(phase, now, image, more);
        resource(pod)
                .subresource("status")
                .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), status);
    }

    private PodResource resource(Pod pod) {
        return client.pods().inNamespace(Scene.NAMESPACE).withName(pod.getMetadata().getName());
    }

    private void end() {
        heart.shutdownNow();
        hands.shutdownNow();
        for (int i = 0; i < NODES; i++) {
            client.nodes().withName(name(i)).delete();
        }
        System.out.printf("%d pods, %d events%n", pods.sum(), events.sum());
        client.close();
    }
}
