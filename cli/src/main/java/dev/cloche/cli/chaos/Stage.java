package dev.cloche.cli.chaos;

import dev.cloche.cli.kernel.Answer;
import dev.cloche.cli.kernel.Console;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.platform.Checkout;
import dev.cloche.cli.platform.Role;
import dev.cloche.cli.platform.SigningKey;
import dev.cloche.cli.platform.TokenClaims;
import dev.cloche.cli.up.Address;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/// A platform with callers, and somebody who breaks it.
final class Stage implements AutoCloseable {
    private static final Duration TOKEN = Duration.ofDays(2);
    private static final long SLACK_MS = 60_000;
    private static final long LAST_ERRANDS_MINUTES = 6;
    private static final int SHOWN = 12;
    private static final int LINES = 60;

    private final Plan plan;
    private final Console console;
    private final Site site;
    private final Planes planes;
    private final Database database;
    private final Crossings crossings;
    private final Ledger ledger;
    private final Tally tally = new Tally();
    private final Accounts accounts;
    private final String token;

    private Stage(
            Plan plan,
            Console console,
            Site site,
            Planes planes,
            Database database,
            Crossings crossings,
            String token) {
        this.plan = plan;
        this.console = console;
        this.site = site;
        this.planes = planes;
        this.database = database;
        this.crossings = crossings;
        this.token = token;
        this.ledger = Ledger.at(site.ledger());
        this.accounts = new Accounts(ledger, tally);
    }

    /// Starts everything, from the thread that also breaks it.
    static Stage set(Plan plan, Checkout checkout, Clock clock, Console console)
            throws InterruptedException {
        Site site = Site.make();
        console.note("cloche: chaos with seed " + plan.seed() + " in " + site.root());
        Planes.prepare(checkout, site);
        Database database = Database.takeOver(site, Address.free().port());
        List<Address> addresses =
                IntStream.range(0, plan.replicas()).mapToObj(_ -> Address.free()).toList();
        List<Integer> ports = addresses.stream().map(Address::port).toList();
        var crossings =
                new Crossings(
                        Crossing.to("callers", ports),
                        Crossing.to("reports", ports),
                        Crossing.to("database", List.of(database.port())));
        List<String> flags = new ArrayList<>(database.flags(crossings.database().port()));
        flags.add("-Dcloche.containers.control-plane-url=" + url(crossings.reports()));
        var planes = new Planes(checkout, site, addresses, flags);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> planes.stop(), "end the platform"));
        planes.start();
        String token =
                SigningKey.of(site.data(), clock)
                        .token(new TokenClaims("chaos", "chaos", Role.ADMIN, TOKEN));
        return new Stage(plan, console, site, planes, database, crossings, token);
    }

    /// Load and faults, and then the audit.
    Answer play() throws InterruptedException {
        var saboteur = new Saboteur(site, planes, database, crossings, ledger);
        try (Courier courier = new Courier(url(crossings.callers()), token, ledger, tally);
                Probe probe = Probe.start(url(crossings.callers()), token, ledger)) {
            makeTemplate(courier);
            torment(courier, saboteur);
            var audit = new Audit(courier, accounts, new Verdicts(saboteur.happened(), SLACK_MS));
            console.note("cloche: looking what became of everything");
            audit.look();
            audit.endSessions();
            Set<String> containers = containers(courier);
            leaks("of sessions that are over", accounts.sessions().keySet());
            planes.stop().forEach(it -> tally.violation(List.of(it), it));
            leaks("after the end", containers);
            return answer(
                    audit, new Report(saboteur.happened(), probe.outages(), tally.successes()));
        }
    }

    @Override
    public void close() {
        try {
            List<String> _ = planes.stop();
            crossings.close();
            database.stop();
            ledger.close();
            site.remove();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void torment(Courier courier, Saboteur saboteur) throws InterruptedException {
        List<Planned> faults = plan.faults(site.small());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var load = new Load();
            for (int i = 0; i < plan.callers(); i++) {
                var random = new Random(plan.seed() * 1000 + i);
                var visitor = new Visitor("c" + i, random, courier, accounts);
                var _ = threads.submit(() -> load.work(visitor));
            }
            for (Planned fault : faults) {
                console.note("cloche: " + fault.fault() + ", " + fault.lasts().toMillis() + " ms");
                saboteur.commit(fault);
            }
            load.end();
            threads.shutdown();
            if (!threads.awaitTermination(LAST_ERRANDS_MINUTES, TimeUnit.MINUTES)) {
                tally.violation(List.of("callers"), "callers did not come to an end");
                List<Runnable> _ = threads.shutdownNow();
            }
            load.problems().forEach(it -> tally.violation(List.of("callers"), it));
        }
    }

    private void makeTemplate(Courier courier) throws InterruptedException {
        Map<String, Object> template =
                Map.of(
                        "id",
                        Step.STRICT,
                        "name",
                        "Alone",
                        "image",
                        "cloche/multi-language",
                        "default_resources",
                        Map.of("cpu", "1", "memory", "1Gi", "disk", "1Gi", "max_processes", 128),
                        "languages",
                        List.of("python", "javascript", "shell"),
                        "density",
                        "strict");
        Reply reply = courier.send(Request.post("template", "/api/v1/templates", template));
        if (!reply.isGood()) {
            throw new Refusal(Exit.FAILED, "no template: " + reply.brief());
        }
    }

    private static Set<String> containers(Courier courier) throws InterruptedException {
        Set<String> ids = new TreeSet<>();
        Reply reply = courier.send(Request.get("containers", "/api/v1/containers?limit=200"));
        reply.json().path("containers").forEach(it -> ids.add(it.path("container_id").asText()));
        return ids;
    }

    private void leaks(String when, Set<String> names) throws InterruptedException {
        if (names.isEmpty()) {
            tally.violation(List.of("leaks"), "there is nothing to look for " + when);
        }
        List<String> found =
                Leaks.after(() -> {
                    List<String> all = new ArrayList<>(Leaks.processes(names));
                    all.addAll(Leaks.cgroups(names));
                    return all;
                });
        found.forEach(it -> tally.violation(List.of("leaks"), "left " + when + ": " + it));
    }

    private Answer answer(Audit audit, Report report) {
        List<Tally.Violation> violations = tally.violations();
        var out = new StringBuilder();
        out.append(
                """
                seed %d, %d replicas, %d callers: %d executions, %d of them retried, %d crashed;
                %d sessions; %d requests, sent again %d times; not answered: %s
                violations: %d

                """
                        .formatted(
                                plan.seed(),
                                plan.replicas(),
                                plan.callers(),
                                audit.executions(),
                                audit.retried(),
                                audit.ended("crashed"),
                                accounts.sessions().size(),
                                tally.requests(),
                                tally.retries(),
                                tally.failures(),
                                violations.size()));
        out.append(report.markdown());
        var err = new StringBuilder();
        violations.stream().limit(SHOWN).forEach(it -> tell(it, err));
        if (!violations.isEmpty()) {
            err.append("cloche: the ledger is ").append(ledger.path()).append('\n');
        }
        Exit exit = violations.isEmpty() ? Exit.OK : Exit.FAILED;
        return new Answer(exit.code(), out.toString(), err.toString());
    }

    private void tell(Tally.Violation violation, StringBuilder text) {
        text.append("cloche: VIOLATION ").append(violation.sentence()).append('\n');
        List<String> story = ledger.story(violation.names());
        story.stream()
                .skip(Math.max(0, story.size() - LINES))
                .forEach(it -> text.append("  ").append(it).append('\n'));
    }

    private static String url(Crossing crossing) {
        return "http://127.0.0.1:" + crossing.port();
    }
}
