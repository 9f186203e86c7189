package dev.cloche.control.pool;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.template.TemplateId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Decides which containers are started before anybody asks for them, and which are not needed any
/// more. Pure: the reconciler counts, asks, and then acts.
///
/// @param starts how many may be on their way at the same time
record PoolPlanner(int starts) {

    /// What is left for those who ask: starting a container there is quicker than ending another
    /// one first.
    private static final int RESERVED = 1;

    PoolPlan plan(List<Stock> stocks, Room room, Instant now) {
        return new PoolPlan(
                start(stocks, room, now),
                stocks.stream().flatMap(stock -> drop(stock, now)).toList());
    }

    private List<TemplateId> start(List<Stock> stocks, Room room, Instant now) {
        int most = Math.min(room.containers() - RESERVED, starts - room.starting());
        if (room.tight() || most <= 0) {
            return List.of();
        }
        return stocks.stream()
                .flatMap(stock -> lacks(stock, now))
                .sorted(Comparator.comparingInt(Lack::ready))
                .limit(most)
                .map(Lack::template)
                .toList();
    }

    /// One container that is not there.
    ///
    /// @param ready how many come before it
    private record Lack(TemplateId template, int ready) {}

    private static Stream<Lack> lacks(Stock stock, Instant now) {
        if (!stock.usable() || stock.failures().forbidTryingAt(now)) {
            return Stream.empty();
        }
        return IntStream.range(stock.ready(), stock.wanted(now))
                .mapToObj(ready -> new Lack(stock.template(), ready));
    }

    /// Those beyond what is wanted that have stood unused for too long, the oldest first.
    private static Stream<ContainerId> drop(Stock stock, Instant now) {
        Instant limit = now.minus(Duration.ofSeconds(stock.size().idleSeconds()));
        return stock.spares().stream()
                .filter(spare -> !spare.starting() && spare.sessions() == 0)
                .filter(spare -> spare.idleSince().orElse(now).isBefore(limit))
                .sorted(Comparator.comparing(spare -> spare.idleSince().orElse(now)))
                .limit(Math.max(0, stock.ready() - stock.wanted(now)))
                .map(Spare::id);
    }
}
