package dev.cloche.executor.metrics;

import java.util.Locale;
import java.util.SequencedMap;

/// The text format of Prometheus, version 0.0.4, as far as it is used here: gauges and counters
/// with one label or none. Pure.
final class Exposition {

    /// What it is called in a header.
    static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder text = new StringBuilder();

    /// Adds a number that goes up and down.
    ///
    /// @param help one line, without a backslash
    void gauge(String name, String help, double value) {
        begin(name, "gauge", help);
        text.append(name).append(' ').append(number(value)).append('\n');
    }

    /// The same, by a label.
    ///
    /// @param values by the label's value, which is a plain word
    void gauge(String name, String help, String label, SequencedMap<String, Long> values) {
        begin(name, "gauge", help);
        labelled(name, label, values);
    }

    /// Adds a number that goes up, by a label.
    ///
    /// @param values by the label's value, which is a plain word
    void counter(String name, String help, String label, SequencedMap<String, Long> values) {
        begin(name, "counter", help);
        labelled(name, label, values);
    }

    private void begin(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private void labelled(String name, String label, SequencedMap<String, Long> values) {
        values.forEach((key, value) ->
                text.append(name)
                        .append('{')
                        .append(label)
                        .append("=\"")
                        .append(key)
                        .append("\"} ")
                        .append(value)
                        .append('\n'));
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.3f", value);
    }

    /// All that was added.
    String text() {
        return text.toString();
    }
}
