package dev.cloche.cli;

import dev.cloche.cli.bench.Bench;
import dev.cloche.cli.chaos.Chaos;
import dev.cloche.cli.kernel.Console;
import dev.cloche.cli.platform.Checkout;
import dev.cloche.cli.run.Run;
import dev.cloche.cli.soak.Soak;
import dev.cloche.cli.token.Token;
import dev.cloche.cli.up.Train;
import dev.cloche.cli.up.Up;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// All verbs together.
@Command(
        name = "cloche",
        synopsisSubcommandLabel = "VERB",
        description = "A sandbox platform for AI agents, on this machine.",
        footer = {
            "",
            "These belong to the launcher:",
            "  build  Build what changed; --native also compiles the executor.",
            "  test   Run all tests.",
            "",
            "`./cloche VERB --help` tells more."
        })
final class Cloche implements Runnable {
    private static final int WIDTH = 100;

    @Spec private @Nullable CommandSpec spec;

    static CommandLine commandLine(
            Map<String, String> environment, Clock clock, Console console, Checkout checkout) {
        CommandLine train = new CommandLine(new Train(clock, console, checkout));
        CommandLine line =
                new CommandLine(new Cloche())
                        .addSubcommand(new Up(environment, console, checkout))
                        .addSubcommand(new Token(environment, clock))
                        .addSubcommand(new Run(environment, clock, console))
                        .addSubcommand(new Bench(environment, clock, console, checkout))
                        .addSubcommand(new Soak(environment, clock, console))
                        .addSubcommand(new Chaos(clock, console, checkout))
                        .addSubcommand(train);
        train.getCommandSpec().usageMessage().hidden(true);
        line.getSubcommands().values().forEach(Cloche::addHelp);
        addHelp(line);
        return line.setUsageHelpWidth(WIDTH);
    }

    private static void addHelp(CommandLine verb) {
        CommandSpec _ =
                verb.getCommandSpec()
                        .addOption(
                                OptionSpec.builder("-h", "--help")
                                        .usageHelp(true)
                                        .description("Show this help.")
                                        .build());
    }

    /// No verb was typed.
    @Override
    public void run() {
        throw new ParameterException(Objects.requireNonNull(spec).commandLine(), "which verb?");
    }
}
