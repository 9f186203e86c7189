package dev.cloche.control.web;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/// Gives every metric words that readers of the text format accept: some of those of libraries have
/// quotation marks, which are escaped in a way that not all of them know, and some have none.
final class MetricWords implements MeterFilter {

    @Produces
    @Singleton
    static MeterFilter filter() {
        return new MetricWords();
    }

    @Override
    public Meter.Id map(Meter.Id id) {
        return new Meter.Id(
                id.getName(),
                io.micrometer.core.instrument.Tags.of(id.getTagsAsIterable()),
                id.getBaseUnit(),
                words(id.getName(), id.getDescription()),
                id.getType());
    }

    private static String words(String name, @Nullable String description) {
        return description == null || description.isBlank()
                ? name.replace('.', ' ')
                : description.replace('"', '\'');
    }
}
