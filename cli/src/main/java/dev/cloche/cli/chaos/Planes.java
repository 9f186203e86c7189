package dev.cloche.cli.chaos;

import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.platform.Checkout;
import dev.cloche.cli.up.Address;
import dev.cloche.cli.up.ControlPlane;
import dev.cloche.cli.up.Launch;
import dev.cloche.cli.up.LogFile;
import dev.cloche.cli.up.Start;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Control planes that share a database and a data directory. Their parent is the thread that
/// starts them.
final class Planes {
    private static final Duration GRACE = Duration.ofSeconds(40);

    private final Checkout checkout;
    private final Site site;
    private final List<Address> addresses;
    private final List<String> flags;
    private final List<ControlPlane> running = new ArrayList<>();

    /// @param flags that each is started with
    Planes(Checkout checkout, Site site, List<Address> addresses, List<String> flags) {
        this.checkout = checkout;
        this.site = site;
        this.addresses = List.copyOf(addresses);
        this.flags = List.copyOf(flags);
    }

    /// Makes what a first start makes, with a database in the data directory.
    static void prepare(Checkout checkout, Site site) throws InterruptedException {
        var planes = new Planes(checkout, site, List.of(Address.free()), List.of());
        planes.start();
        planes.stop();
    }

    void start() throws InterruptedException {
        for (int i = 0; i < addresses.size(); i++) {
            running.add(launch(i));
            awaitReady(i);
        }
    }

    int count() {
        return running.size();
    }

    long pid(int index) {
        return running.get(index).pid();
    }

    URI url(int index) {
        Address address = addresses.get(index);
        return URI.create("http://" + address.host() + ":" + address.port());
    }

    /// Starts one again that was killed, or that ended by itself.
    void restart(int index) throws InterruptedException {
        running.set(index, launch(index));
        awaitReady(index);
    }

    boolean isAlive(int index) {
        return running.get(index).isAlive();
    }

    /// Asks all to end. Says which did not.
    List<String> stop() {
        List<String> stubborn = new ArrayList<>();
        for (ControlPlane plane : running.reversed()) {
            if (plane.isAlive() && !plane.stop(GRACE)) {
                stubborn.add("control plane " + plane.pid() + " had to be killed");
            }
        }
        return stubborn;
    }

    private ControlPlane launch(int index) {
        List<String> all =
                new ArrayList<>(Launch.tuning(Runtime.getRuntime().availableProcessors()));
        checkout.usableCache().ifPresent(it -> all.add("-XX:AOTCache=" + it));
        all.addAll(flags);
        Launch launch =
                new Launch(
                        Launch.currentJava(),
                        checkout.controlPlane(),
                        checkout.executor(),
                        site.data().path(),
                        addresses.get(index),
                        all,
                        Map.of());
        Path log = site.root().resolve("control-plane-" + index + ".log");
        site.data().create();
        return ControlPlane.start(launch, new LogFile(log));
    }

    private void awaitReady(int index) throws InterruptedException {
        requireReady(index, running.get(index).awaitReady());
    }

    private void requireReady(int index, Start start) {
        switch (start) {
            case Start.Ready _ -> {}
            case Start.Died(int code) ->
                    throw new Refusal(
                            Exit.FAILED,
                            "control plane "
                                    + index
                                    + " ended with "
                                    + code
                                    + " while it started; see "
                                    + site.root());
            case Start.TooSlow(Duration after) ->
                    throw new Refusal(
                            Exit.FAILED,
                            "control plane "
                                    + index
                                    + " was not ready after "
                                    + after.toSeconds()
                                    + " s; see "
                                    + site.root());
        }
    }
}
