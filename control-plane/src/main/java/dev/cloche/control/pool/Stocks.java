package dev.cloche.control.pool;

import dev.cloche.api.template.TemplateId;
import dev.cloche.control.template.Template;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What was counted, put together. Pure.
///
/// @param began when this control plane began; a template counts as used then
record Stocks(
        List<Template> templates,
        List<PoolStore.Counted> containers,
        Map<TemplateId, PoolStore.Demand> demand,
        Map<TemplateId, PoolStore.Failed> failures,
        Instant began) {

    List<Stock> all() {
        return templates.stream().map(this::stock).toList();
    }

    /// @param most how many containers there may be
    /// @param tight whether memory is short
    Room room(int most, boolean tight) {
        long starting =
                containers.stream()
                        .filter(one -> !one.held())
                        .map(PoolStore.Counted::spare)
                        .filter(spare -> spare.starting() && spare.sessions() == 0)
                        .count();
        return new Room(most - containers.size(), Math.toIntExact(starting), tight);
    }

    private Stock stock(Template template) {
        Optional<PoolStore.Demand> asked = Optional.ofNullable(demand.get(template.id()));
        return new Stock(
                template.id(),
                template.view().pool(),
                template.sessionsPerContainer(),
                isUsable(template),
                asked.map(PoolStore.Demand::claims).orElse(0),
                lastUse(template, asked),
                Optional.ofNullable(failures.get(template.id()))
                        .map(PoolStore.Failed::failures)
                        .orElse(Failures.NONE),
                spares(template));
    }

    private static boolean isUsable(Template template) {
        return switch (template.view().status()) {
            case READY -> true;
            case PREPARING, FAILED, UNAVAILABLE -> false;
        };
    }

    private Instant lastUse(Template template, Optional<PoolStore.Demand> asked) {
        Instant changed = template.view().updatedAt();
        Instant known = changed.isAfter(began) ? changed : began;
        return asked.flatMap(PoolStore.Demand::last).filter(known::isBefore).orElse(known);
    }

    private List<Spare> spares(Template template) {
        return containers.stream()
                .filter(one -> one.template().equals(template.id()))
                .filter(one -> one.generation() == template.generation())
                .filter(PoolStore.Counted::open)
                .map(PoolStore.Counted::spare)
                .toList();
    }
}
