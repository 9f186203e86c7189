package dev.cloche.cli.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Breaks things, and mends what only people mend: what was stopped or cut goes on, and control
/// planes and databases that ended are started again.
final class Saboteur {
    private final Site site;
    private final Planes planes;
    private final Database database;
    private final Crossings crossings;
    private final Ledger ledger;
    private final List<Happening> happened = new ArrayList<>();

    Saboteur(Site site, Planes planes, Database database, Crossings crossings, Ledger ledger) {
        this.site = site;
        this.planes = planes;
        this.database = database;
        this.crossings = crossings;
        this.ledger = ledger;
    }

    List<Happening> happened() {
        return List.copyOf(happened);
    }

    /// One fault, from its beginning until all is there again.
    void commit(Planned planned) throws InterruptedException {
        Thread.sleep(planned.pause());
        long start = ledger.now();
        ledger.write("platform", "FAULT " + planned.fault() + " for " + planned.lasts().toMillis());
        boolean done = commit(planned, planned.lasts());
        revive();
        long end = ledger.now();
        ledger.write(
                "platform", "FAULT " + planned.fault() + (done ? " is over" : " befell nobody"));
        if (done) {
            happened.add(new Happening(planned.fault(), start, end));
        }
    }

    private boolean commit(Planned planned, Duration lasts) throws InterruptedException {
        return switch (planned.fault()) {
            case EXECUTOR_KILLED -> kill(container(planned));
            case EXECUTOR_STOPPED -> stop(container(planned), lasts);
            case SPAWNER_KILLED -> kill(one("spawner", planned));
            case SPAWNER_STOPPED -> stop(one("spawner", planned), lasts);
            case FORK_SERVER_KILLED -> kill(pick(Victims.forkServers(site.data()), planned));
            case FORK_SERVER_STOPPED ->
                    stop(pick(Victims.forkServers(site.data()), planned), lasts);
            case SANDBOX_KILLED -> kill(pick(Victims.sandboxes(site.data()), planned));
            case CONTROL_PLANE_KILLED -> killPlane(planned.among(planes.count()), lasts);
            case CONTROL_PLANE_STOPPED ->
                    stop(List.of(planes.pid(planned.among(planes.count()))), lasts);
            case DATABASE_KILLED -> killDatabase(lasts);
            case DATABASE_STOPPED -> stop(List.copyOf(database.processes()), lasts);
            case CALLERS_CUT -> cut(crossings.callers(), lasts);
            case DATABASE_CUT -> cut(crossings.database(), lasts);
            case REPORTS_CUT -> cut(crossings.reports(), lasts);
            case DISK_FULL -> fill(lasts);
        };
    }

    /// Starts again what ended.
    private void revive() throws InterruptedException {
        database.revive();
        for (int i = 0; i < planes.count(); i++) {
            if (!planes.isAlive(i)) {
                ledger.write("platform", "control plane " + i + " had ended by itself");
                planes.restart(i);
            }
        }
    }

    private List<Long> container(Planned planned) {
        return pick(Victims.containers(site.data()), planned).stream()
                .flatMap(it -> Victims.tree(it).stream())
                .toList();
    }

    private List<Long> one(String name, Planned planned) {
        return pick(Victims.named(site.data(), name), planned);
    }

    /// One of them, or none when there is none.
    private static List<Long> pick(List<Long> candidates, Planned planned) {
        return candidates.isEmpty()
                ? List.of()
                : List.of(candidates.get(planned.among(candidates.size())));
    }

    private boolean kill(List<Long> victims) throws InterruptedException {
        tell(victims);
        Signals.send("KILL", victims);
        return !victims.isEmpty();
    }

    private boolean stop(List<Long> victims, Duration lasts) throws InterruptedException {
        tell(victims);
        Signals.send("STOP", victims);
        try {
            Thread.sleep(victims.isEmpty() ? Duration.ZERO : lasts);
        } finally {
            Signals.send("CONT", victims);
        }
        return !victims.isEmpty();
    }

    private void tell(List<Long> victims) {
        for (long first : victims.stream().limit(1).toList()) {
            String line = Victims.commandLine(first);
            ledger.write(
                    "platform",
                    "victim " + first + " " + line.substring(0, Math.min(line.length(), 200)));
        }
    }

    private boolean killPlane(int index, Duration lasts) throws InterruptedException {
        Signals.send("KILL", List.of(planes.pid(index)));
        Thread.sleep(lasts);
        planes.restart(index);
        return true;
    }

    private boolean killDatabase(Duration lasts) throws InterruptedException {
        database.kill();
        Thread.sleep(lasts);
        database.restart();
        return true;
    }

    private static boolean cut(Crossing crossing, Duration lasts) throws InterruptedException {
        crossing.cut();
        Thread.sleep(lasts);
        crossing.mend();
        return true;
    }

    private boolean fill(Duration lasts) throws InterruptedException {
        site.fill();
        try {
            Thread.sleep(lasts);
        } finally {
            site.empty();
        }
        return true;
    }
}
