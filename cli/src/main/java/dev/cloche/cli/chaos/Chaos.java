package dev.cloche.cli.chaos;

import dev.cloche.cli.kernel.Answer;
import dev.cloche.cli.kernel.Console;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.platform.Checkout;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `cloche chaos`.
@Command(
        name = "chaos",
        description = {
            "Start a platform of its own, put it under load, and kill, stop, cut and fill parts of"
                    + " it by the schedule of a seed; then look whether anything was lost, done"
                    + " twice, wrong, or left behind.",
            "What the callers saw stands in a ledger, of which the lines about each violation are"
                    + " printed. As root it also fills the platform's file system."
        },
        footer = {
            "",
            "Example:",
            "  ./cloche chaos --minutes 10 --seed 7",
            "",
            "Exit codes: 0 every promise was kept, 1 one was not, 2 typed wrongly."
        })
public final class Chaos implements Callable<Answer> {
    private static final int MOST_MINUTES = 24 * 60;
    private static final int MOST_CALLERS = 64;
    private static final int MOST_REPLICAS = 5;

    private final Clock clock;
    private final Console console;
    private final Checkout checkout;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "How long there are faults, 1 to 1440 (default: ${DEFAULT-VALUE}).")
    private int minutes = 2;

    @Option(
            names = "--seed",
            paramLabel = "S",
            description = "What load and faults are made from (default: ${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(
            names = "--callers",
            paramLabel = "N",
            description = "How many callers there are, 1 to 64 (default: ${DEFAULT-VALUE}).")
    private int callers = 6;

    @Option(
            names = "--replicas",
            paramLabel = "N",
            description = "How many control planes, 1 to 5 (default: ${DEFAULT-VALUE}).")
    private int replicas = 1;

    public Chaos(Clock clock, Console console, Checkout checkout) {
        this.clock = clock;
        this.console = console;
        this.checkout = checkout;
    }

    @Override
    public Answer call() throws InterruptedException {
        require("--minutes", minutes, MOST_MINUTES);
        require("--callers", callers, MOST_CALLERS);
        require("--replicas", replicas, MOST_REPLICAS);
        var plan = new Plan(seed, Duration.ofMinutes(minutes), callers, replicas);
        try (Stage stage = Stage.set(plan, checkout, clock, console)) {
            return stage.play();
        }
    }

    private static void require(String option, int value, int most) {
        if (value < 1 || value > most) {
            throw new Refusal(Exit.USAGE, option + " must be 1 to " + most);
        }
    }
}
