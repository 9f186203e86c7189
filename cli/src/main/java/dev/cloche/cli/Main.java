package dev.cloche.cli;

import dev.cloche.cli.kernel.Answer;
import dev.cloche.cli.kernel.Console;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.platform.Checkout;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/// Where the process begins and ends.
final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Console console = Console.standard();
        Checkout checkout = new Checkout(Path.of(System.getProperty("cloche.home", ".")));
        CommandLine line =
                Cloche.commandLine(System.getenv(), Clock.systemUTC(), console, checkout);
        System.exit(run(line, console, arguments));
    }

    /// Answers what was typed and gives the exit code.
    static int run(CommandLine line, Console console, String... arguments) {
        line.setOut(console.outWriter());
        line.setErr(console.errWriter());
        line.setExecutionStrategy(parsed -> finish(call(parsed), console));
        line.setParameterExceptionHandler((e, _) -> finish(typedWrongly(e), console));
        line.setExecutionExceptionHandler((e, _, _) -> finish(failed(e), console));
        return line.execute(arguments);
    }

    private static Answer call(ParseResult parsed) {
        int _ = new RunLast().execute(parsed);
        List<CommandLine> typed = parsed.asCommandLineList();
        Answer answer = typed.getLast().getExecutionResult();
        // help that was asked for is printed already
        return answer == null ? Answer.silent(Exit.OK) : answer;
    }

    private static Answer typedWrongly(ParameterException e) {
        String verb = e.getCommandLine().getCommandSpec().qualifiedName();
        String sentence = String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
        return Answer.failure(Exit.USAGE, sentence + " (see ./" + verb + " --help)");
    }

    private static Answer failed(Exception e) {
        return switch (e) {
            case Refusal refusal -> Answer.failure(refusal.exit(), refusal.sentence());
            default -> Answer.failure(Exit.FAILED, "this is a fault of cloche itself: " + e);
        };
    }

    private static int finish(Answer answer, Console console) {
        console.print(answer);
        return answer.exitCode();
    }
}
