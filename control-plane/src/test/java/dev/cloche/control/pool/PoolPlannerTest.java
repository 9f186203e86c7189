package dev.cloche.control.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.template.PoolSize;
import dev.cloche.api.template.TemplateId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PoolPlannerTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final Room AMPLE = new Room(32, 0, false);
    private static final PoolSize SIZE = new PoolSize(2, 1, 8, 600);

    private final PoolPlanner planner = new PoolPlanner(4);

    @Test
    void whatIsMissingToTheTargetIsStarted() {
        assertThat(plan(stock("a", SIZE, 0, 10)).start()).hasSize(2);
        assertThat(plan(stock("a", SIZE, 0, 10, warm(5))).start()).hasSize(1);
        assertThat(plan(stock("a", SIZE, 0, 10, warm(5), warm(5))).start()).isEmpty();
    }

    @Test
    void whatIsOnItsWayCounts() {
        assertThat(plan(stock("a", SIZE, 0, 10, starting(), warm(5))).start()).isEmpty();
        assertThat(plan(stock("a", SIZE, 9, 10, starting(), starting())).start()).isEmpty();
    }

    @Test
    void moreIsKeptReadyWhileMoreIsAskedFor() {
        assertThat(plan(stock("a", SIZE, 48, 1, warm(5), warm(5))).start()).hasSize(1);
        assertThat(plan(strict("a", SIZE, 5, 1, warm(5), warm(5))).start()).hasSize(3);
        assertThat(planner(99).plan(List.of(strict("a", SIZE, 99, 1)), AMPLE, NOW).start())
                .hasSize(8);
    }

    @Test
    void oneThatIsHalfFullNeedsASuccessor() {
        PoolSize one = new PoolSize(1, 0, 8, 600);

        assertThat(plan(stock("a", one, 1, 1, used(7))).start()).isEmpty();
        assertThat(plan(stock("a", one, 1, 1, used(8))).start()).hasSize(1);
        assertThat(plan(stock("a", one, 1, 1, used(16), warm(1))).start()).isEmpty();
    }

    @Test
    void whatNobodyWantsInAdvanceIsNotStarted() {
        PoolSize none = new PoolSize(0, 0, 8, 600);

        assertThat(plan(stock("a", none, 200, 0)).start()).isEmpty();
    }

    @Test
    void afterAPauseOnlyTheLeastIsKept() {
        PoolPlan plan = plan(stock("a", SIZE, 0, 601, warm(700), warm(650), warm(601)));

        assertThat(plan.start()).isEmpty();
        assertThat(plan.drop()).containsExactly(id(700), id(650));
    }

    @Test
    void nothingThatIsUsedOrYoungOrNeededIsGivenUp() {
        assertThat(plan(stock("a", SIZE, 0, 601, used(1), warm(599), starting())).drop()).isEmpty();
        assertThat(plan(stock("a", SIZE, 0, 1, warm(9999), warm(9999))).drop()).isEmpty();
    }

    @Test
    void aFullMachineIsLeftToThoseWhoAsk() {
        assertThat(planner.plan(List.of(stock("a", SIZE, 0, 1)), room(1), NOW).start()).isEmpty();
        assertThat(planner.plan(List.of(stock("a", SIZE, 0, 1)), room(0), NOW).start()).isEmpty();
        assertThat(planner.plan(List.of(stock("a", SIZE, 0, 1)), room(2), NOW).start()).hasSize(1);
    }

    @Test
    void withoutMemoryNothingIsStarted() {
        Room tight = new Room(32, 0, true);

        assertThat(planner.plan(List.of(stock("a", SIZE, 0, 1)), tight, NOW).start()).isEmpty();
    }

    @Test
    void onlyAFewAreStartedAtTheSameTime() {
        PoolSize many = new PoolSize(20, 0, 20, 600);
        Room busy = new Room(32, 3, false);

        assertThat(plan(stock("a", many, 0, 1)).start()).hasSize(4);
        assertThat(planner.plan(List.of(stock("a", many, 0, 1)), busy, NOW).start()).hasSize(1);
    }

    @Test
    void templatesThatHaveLessComeFirst() {
        PoolSize many = new PoolSize(20, 0, 20, 600);

        List<TemplateId> start =
                plan(stock("a", many, 0, 1, warm(1), warm(1), warm(1)), stock("b", SIZE, 0, 1))
                        .start();

        assertThat(start).containsExactly(name("b"), name("b"), name("a"), name("a"));
    }

    @Test
    void whatFailsToStartIsTriedAgainLaterAndLater() {
        assertThat(plan(failing(1, 0)).start()).isEmpty();
        assertThat(plan(failing(1, 1)).start()).isNotEmpty();
        assertThat(plan(failing(4, 7)).start()).isEmpty();
        assertThat(plan(failing(4, 8)).start()).isNotEmpty();
        assertThat(plan(failing(500, 59)).start()).isEmpty();
        assertThat(plan(failing(500, 60)).start()).isNotEmpty();
    }

    @Test
    void whatCannotBeUsedIsNotStarted() {
        Stock stock =
                new Stock(name("a"), SIZE, 16, false, 9, NOW, Failures.NONE, List.of(warm(1)));

        assertThat(plan(stock).start()).isEmpty();
    }

    @Test
    void whateverThereIsBoundsAreKeptAndNothingIsDoneTwice() {
        Random random = new Random(20260101);
        for (int trial = 0; trial < 20_000; trial++) {
            List<Stock> stocks = stocks(random);
            Room room = new Room(random.nextInt(40) - 4, random.nextInt(6), random.nextInt(9) == 0);

            PoolPlan plan = planner.plan(stocks, room, NOW);

            assertThat(plan.start().size())
                    .isLessThanOrEqualTo(Math.max(0, 4 - room.starting()))
                    .isLessThanOrEqualTo(Math.max(0, room.containers() - 1));
            stocks.forEach(stock -> assertSound(stock, plan));
        }
    }

    private static void assertSound(Stock stock, PoolPlan plan) {
        long started = plan.start().stream().filter(stock.template()::equals).count();
        long dropped =
                stock.spares().stream()
                        .filter(spare -> plan.drop().contains(spare.id()))
                        .peek(spare -> assertThat(spare.sessions()).isZero())
                        .count();
        assertThat(started == 0 || dropped == 0).as("starts and drops").isTrue();
        assertThat(started == 0 || stock.ready() + started <= stock.size().max()).isTrue();
        assertThat(dropped == 0 || stock.ready() - dropped >= stock.size().min()).isTrue();
    }

    private static List<Stock> stocks(Random random) {
        List<Stock> stocks = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(4); i++) {
            int min = random.nextInt(4);
            int target = min + random.nextInt(4);
            var size = new PoolSize(target, min, target + random.nextInt(4), 30);
            List<Spare> spares = new ArrayList<>();
            for (int j = 0; j < random.nextInt(8); j++) {
                boolean starting = random.nextBoolean();
                int sessions = random.nextInt(3) * 8;
                String id = "cont_%08d%04d%04d".formatted(random.nextInt(99_999_999), i, j);
                spares.add(
                        new Spare(
                                new ContainerId(id),
                                starting,
                                16,
                                sessions,
                                starting || sessions > 0
                                        ? Optional.empty()
                                        : Optional.of(NOW.minusSeconds(random.nextInt(60)))));
            }
            stocks.add(
                    new Stock(
                            name("t" + i),
                            size,
                            16,
                            random.nextInt(9) > 0,
                            random.nextInt(200),
                            NOW.minusSeconds(random.nextInt(60)),
                            new Failures(random.nextInt(3), Optional.empty()),
                            spares));
        }
        return stocks;
    }

    private PoolPlan plan(Stock... stocks) {
        return planner.plan(Arrays.asList(stocks), AMPLE, NOW);
    }

    private static PoolPlanner planner(int starts) {
        return new PoolPlanner(starts);
    }

    private static Room room(int containers) {
        return new Room(containers, 0, false);
    }

    private static Stock stock(String name, PoolSize size, int claims, int quiet, Spare... spares) {
        return stock(name, size, 16, claims, quiet, Failures.NONE, spares);
    }

    private static Stock strict(
            String name, PoolSize size, int claims, int quiet, Spare... spares) {
        return stock(name, size, 1, claims, quiet, Failures.NONE, spares);
    }

    private static Stock failing(int times, int ago) {
        return stock("a", SIZE, 16, 0, 1, new Failures(times, Optional.of(NOW.minusSeconds(ago))));
    }

    private static Stock stock(
            String name,
            PoolSize size,
            int places,
            int claims,
            int quiet,
            Failures failures,
            Spare... spares) {
        return new Stock(
                name(name),
                size,
                places,
                true,
                claims,
                NOW.minusSeconds(quiet),
                failures,
                Arrays.asList(spares));
    }

    private static TemplateId name(String name) {
        return new TemplateId(name);
    }

    private static ContainerId id(int number) {
        return new ContainerId("cont_%016d".formatted(number));
    }

    private static Spare warm(int seconds) {
        return new Spare(id(seconds), false, 16, 0, Optional.of(NOW.minusSeconds(seconds)));
    }

    private static Spare starting() {
        return new Spare(id(0), true, 16, 0, Optional.empty());
    }

    private static Spare used(int sessions) {
        return new Spare(id(0), false, 16, sessions, Optional.empty());
    }
}
