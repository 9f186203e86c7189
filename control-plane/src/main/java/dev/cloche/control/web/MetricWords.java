package dev.cloche.control.web;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Gives every metric a name, labels and words that readers of the text format accept: those of
/// libraries have labels in camel case, words with quotation marks or none at all, and some names
/// that mean something else there, which are left out.
final class MetricWords implements MeterFilter {

    private static final Set<String> LEFT_OUT =
            Set.of("http.server.connections", "process.cpu.time", "system.cpu.count");

    @Produces
    @Singleton
    static MeterFilter filter() {
        return new MetricWords();
    }

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        return LEFT_OUT.contains(id.getName()) ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }

    @Override
    public Meter.Id map(Meter.Id id) {
        List<Tag> tags =
                id.getTags().stream()
                        .map(tag -> Tag.of(snake(tag.getKey()), tag.getValue()))
                        .toList();
        return new Meter.Id(
                id.getName(),
                Tags.of(tags),
                id.getBaseUnit(),
                words(id.getName(), id.getDescription()),
                id.getType());
    }

    private static String snake(String key) {
        return key.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    private static String words(String name, @Nullable String description) {
        return description == null || description.isBlank()
                ? name.replace('.', ' ')
                : description.replace('"', '\'');
    }
}
