package dev.cloche.cli.bench;

import java.util.List;
import java.util.Locale;

/// What was measured, as a Markdown table. Pure.
///
/// @param bare one run of the interpreter
/// @param execute one `execute-sync`
/// @param create one session until it runs
/// @param delete one session ended
/// @param barePerSecond runs of the interpreter, as many at once as calls
/// @param executePerSecond calls of `execute-sync`
record Figures(
        Samples bare,
        Samples execute,
        Samples create,
        Samples delete,
        double barePerSecond,
        double executePerSecond) {

    String markdown(int runs, int inFlight, int cores) {
        return String.join(
                        "\n",
                        List.of(
                                "| `print(1+1)`, "
                                        + runs
                                        + " runs, "
                                        + cores
                                        + " cores | p50 ms | p95 ms | p50 / bare | p95 / bare |",
                                "|---|--:|--:|--:|--:|",
                                row("bare `python3 -c`", bare),
                                row("`execute-sync`", execute),
                                row("create a session", create),
                                row("delete a session", delete),
                                "",
                                "| " + inFlight + " in flight | per second | / bare |",
                                "|---|--:|--:|",
                                rate("bare `python3 -c`", barePerSecond),
                                rate("`execute-sync`", executePerSecond)))
                + "\n";
    }

    private String row(String name, Samples samples) {
        double p50 = samples.percentile(50);
        double p95 = samples.percentile(95);
        return String.format(
                Locale.ROOT,
                "| %s | %.2f | %.2f | %.2f | %.2f |",
                name,
                p50,
                p95,
                p50 / bare.percentile(50),
                p95 / bare.percentile(95));
    }

    private String rate(String name, double perSecond) {
        return String.format(
                Locale.ROOT, "| %s | %.0f | %.2f |", name, perSecond, perSecond / barePerSecond);
    }
}
