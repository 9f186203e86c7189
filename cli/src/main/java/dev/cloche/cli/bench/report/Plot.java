package dev.cloche.cli.bench.report;

import dev.cloche.cli.bench.way.Subject;
import dev.cloche.cli.bench.way.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// One in flight as horizontal bars on a logarithmic scale: the median, with a whisker to the 95th
/// percentile, by workload. Pure.
public final class Plot {
    private static final int WIDTH = 860;
    private static final int LEFT = 190;
    private static final int RIGHT = 130;
    private static final int TOP = 66;
    private static final int ROW = 22;
    private static final int BAR = 14;
    private static final int GROUP = 36;
    private static final int FOOT = 44;

    // Colours that are told apart by people who see few of them, on light and on dark ground; the
    // names beside the bars say the same.
    private static final String STYLE =
            """
            <style>
              svg { font: 12px system-ui, sans-serif; }
              .ground { fill: #ffffff; } text { fill: #24292f; } .quiet { fill: #57606a; }
              .title { font-size: 15px; font-weight: 600; } .group { font-weight: 600; }
              .grid { stroke: #d0d7de; } .whisker { stroke: #24292f; stroke-width: 1.5; }
              .yardstick { fill: #8c959f; } .other { fill: #bf8700; }
              .executor { fill: #1a7f37; } .api { fill: #0969da; }
              @media (prefers-color-scheme: dark) {
                .ground { fill: #0d1117; } text { fill: #e6edf3; } .quiet { fill: #8d96a0; }
                .grid { stroke: #30363d; } .whisker { stroke: #e6edf3; }
                .yardstick { fill: #6e7681; } .other { fill: #d29922; }
                .executor { fill: #3fb950; } .api { fill: #58a6ff; }
              }
            </style>
            """;

    private final List<Results.Single> singles;
    private final LogScale scale;
    private final List<String> elements = new ArrayList<>();
    private int y = TOP;

    private Plot(List<Results.Single> singles) {
        this.singles = List.copyOf(singles);
        this.scale =
                LogScale.covering(
                        singles.stream()
                                .flatMap(it ->
                                        List.of(
                                                it.samples().percentile(50),
                                                it.samples().percentile(95))
                                                .stream())
                                .toList(),
                        LEFT,
                        WIDTH - RIGHT);
    }

    /// An SVG document; there must be something to plot.
    public static String svg(Results results) {
        return new Plot(results.singles()).draw();
    }

    /// Whether there is something to plot.
    public static boolean isPossible(Results results) {
        return !results.singles().isEmpty();
    }

    private String draw() {
        for (Workload workload : Workload.values()) {
            List<Results.Single> group =
                    singles.stream().filter(it -> it.workload() == workload).toList();
            if (!group.isEmpty()) {
                drawGroup(workload, group);
            }
        }
        int height = y + FOOT;
        List<String> document = new ArrayList<>();
        document.add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">"
                        .formatted(WIDTH, height, WIDTH, height, "Milliseconds of one run"));
        document.add(STYLE.strip());
        document.add(
                "<rect class=\"ground\" width=\"%d\" height=\"%d\"/>".formatted(WIDTH, height));
        document.add(text(16, 24, "title", "start", "Running code, one at a time"));
        document.add(
                text(
                        16,
                        42,
                        "quiet",
                        "start",
                        "milliseconds, logarithmic; bar: median, whisker: to the 95th percentile; shorter is better"));
        scale.ticks().forEach(tick -> document.add(gridLine(tick)));
        document.addAll(elements);
        document.add("</svg>");
        return String.join("\n", document) + "\n";
    }

    private String gridLine(double tick) {
        double x = scale.at(tick);
        return line("grid", x, TOP, x, y) + "\n" + text(x, y + 18, "quiet", "middle", number(tick));
    }

    private void drawGroup(Workload workload, List<Results.Single> group) {
        y += GROUP - ROW;
        elements.add(text(16, y + 4, "group", "start", workload.title() + ": " + workload.code()));
        y += ROW / 2;
        for (Results.Single single : group) {
            drawBar(single);
            y += ROW;
        }
    }

    private void drawBar(Results.Single single) {
        double p50 = single.samples().percentile(50);
        double p95 = single.samples().percentile(95);
        double middle = y + ROW / 2.0;
        elements.add(text(LEFT - 8, middle + 4, "name", "end", single.subject().title()));
        elements.add(
                "<rect class=\"%s\" x=\"%d\" y=\"%s\" width=\"%s\" height=\"%d\" rx=\"2\"/>"
                        .formatted(
                                colour(single.subject()),
                                LEFT,
                                coordinate(middle - BAR / 2.0),
                                coordinate(scale.at(p50) - LEFT),
                                BAR));
        elements.add(line("whisker", scale.at(p50), middle, scale.at(p95), middle));
        elements.add(line("whisker", scale.at(p95), middle - 4, scale.at(p95), middle + 4));
        elements.add(text(scale.at(p95) + 8, middle + 4, "value", "start", number(p50) + " ms"));
    }

    private static String colour(Subject subject) {
        return switch (subject) {
            case BARE -> "yardstick";
            case BWRAP, JUPYTER, KERNEL -> "other";
            case EXECUTOR -> "executor";
            case API -> "api";
        };
    }

    private static String line(String style, double x1, double y1, double x2, double y2) {
        return "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
                .formatted(style, coordinate(x1), coordinate(y1), coordinate(x2), coordinate(y2));
    }

    private static String text(double x, double y, String style, String anchor, String words) {
        return "<text class=\"%s\" x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>"
                .formatted(style, coordinate(x), coordinate(y), anchor, escaped(words));
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String coordinate(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }

    private static String number(double value) {
        return value < 10 && value != Math.rint(value)
                ? String.format(Locale.ROOT, "%.1f", value)
                : String.format(Locale.ROOT, "%.0f", value);
    }
}
