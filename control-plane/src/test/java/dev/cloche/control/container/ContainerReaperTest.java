package dev.cloche.control.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.container.ContainerId;
import dev.cloche.api.container.ContainerState;
import dev.cloche.api.container.RuntimeType;
import dev.cloche.api.template.Isolation;
import dev.cloche.api.template.TemplateId;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ContainerReaperTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final String URL = "http://127.0.0.1:8000";
    private static final Set<String> URLS = Set.of(URL, "http://127.0.0.1:8001");
    private static final ContainerVerdict ASK = new ContainerVerdict.Ask();
    private static final ContainerVerdict LEAVE = new ContainerVerdict.Leave();

    private final ContainerReaper reaper = reaper(NOW.minusSeconds(3600));

    @Test
    void aContainerThatIsHeardOfIsLeftAlone() {
        assertThat(reaper.judge(claimed(13, URL), sight(true, false), URLS, NOW)).isEqualTo(LEAVE);
    }

    @Test
    void aContainerWhoseProcessIsGoneIsBuried() {
        assertThat(reaper.judge(claimed(1, URL), sight(false, false), URLS, NOW))
                .isInstanceOf(ContainerVerdict.Bury.class);
    }

    @Test
    void aSilentContainerIsBuried() {
        assertThat(reaper.judge(claimed(36, URL), sight(true, false), URLS, NOW))
                .isInstanceOf(ContainerVerdict.Bury.class);
    }

    @Test
    void aContainerThatHasNotBeenHeardOfForAWhileIsAsked() {
        assertThat(reaper.judge(claimed(14, URL), sight(true, false), URLS, NOW)).isEqualTo(LEAVE);
        assertThat(reaper.judge(claimed(15, URL), sight(true, false), URLS, NOW)).isEqualTo(ASK);
    }

    @Test
    void aContainerThatAnswersIsAskedAgainAndAgainForSomeTime() {
        assertThat(reaper.judge(claimed(139, URL), answered(14), URLS, NOW)).isEqualTo(LEAVE);
        assertThat(reaper.judge(claimed(139, URL), answered(15), URLS, NOW)).isEqualTo(ASK);
        assertThat(reaper.judge(claimed(139, URL), answered(36), URLS, NOW))
                .isInstanceOf(ContainerVerdict.Bury.class);
        assertThat(reaper.judge(claimed(141, URL), answered(1), URLS, NOW))
                .isEqualTo(new ContainerVerdict.Bury("its executor answers, but does not report"));
    }

    @Test
    void anAnswerOfLongAgoSaysNothingAboutAContainerThatReports() {
        assertThat(reaper.judge(claimed(3, URL), answered(900), URLS, NOW)).isEqualTo(LEAVE);
        assertThat(reaper.judge(claimed(36, URL), answered(900), URLS, NOW))
                .isInstanceOf(ContainerVerdict.Bury.class);
    }

    @Test
    void silenceWhileNobodyListenedSaysNothing() {
        assertThat(
                        reaper(NOW.minusSeconds(5))
                                .judge(claimed(300, URL), sight(true, false), URLS, NOW))
                .isEqualTo(LEAVE);
    }

    @Test
    void aContainerThatReportsToAnotherLivingControlPlaneIsLeftAlone() {
        assertThat(reaper.judge(claimed(1, "http://127.0.0.1:8001"), sight(true, false), URLS, NOW))
                .isEqualTo(LEAVE);
    }

    @Test
    void aContainerWhoseControlPlaneIsGoneIsGreeted() {
        assertThat(reaper.judge(claimed(1, "http://127.0.0.1:9000"), sight(true, false), URLS, NOW))
                .isEqualTo(new ContainerVerdict.Greet());
    }

    @Test
    void aContainerThatNeverReportsIsBuried() {
        assertThat(
                        reaper.judge(
                                row(ContainerState.STARTING, 0, 61, null, URL),
                                sight(false, false),
                                URLS,
                                NOW))
                .isInstanceOf(ContainerVerdict.Bury.class);
        assertThat(
                        reaper.judge(
                                row(ContainerState.STARTING, 0, 59, null, URL),
                                sight(false, false),
                                URLS,
                                NOW))
                .isEqualTo(LEAVE);
    }

    @Test
    void howLongAnUnusedContainerStaysIsNotDecidedHere() {
        assertThat(judge(row(ContainerState.WARM, 1, 9999, NOW.minusSeconds(9999), URL)))
                .isEqualTo(LEAVE);
    }

    @Test
    void aContainerThatTakesNoSessionsGoesWhenItHasSaidItsLastWords() {
        assertThat(judge(row(ContainerState.DRAINING, 1, 9999, NOW.minusSeconds(6), URL)))
                .isEqualTo(new ContainerVerdict.Retire());
        assertThat(judge(row(ContainerState.DRAINING, 1, 9999, NOW.minusSeconds(4), URL)))
                .isEqualTo(LEAVE);
        assertThat(judge(row(ContainerState.DRAINING, 1, 9999, null, URL))).isEqualTo(LEAVE);
    }

    @Test
    void anOutdatedContainerGoesWithItsLastSession() {
        assertThat(
                        reaper.judge(
                                row(ContainerState.WARM, 1, 9999, NOW.minusSeconds(1), URL),
                                sight(true, true),
                                URLS,
                                NOW))
                .isEqualTo(new ContainerVerdict.Retire());
        assertThat(reaper.judge(claimed(1, URL), sight(true, true), URLS, NOW)).isEqualTo(LEAVE);
    }

    private static Sight sight(boolean alive, boolean outdated) {
        return new Sight(alive, outdated, Optional.empty());
    }

    private static Sight answered(long ago) {
        return new Sight(true, false, Optional.of(NOW.minusSeconds(ago)));
    }

    private ContainerVerdict judge(ContainerRow row) {
        return reaper.judge(row, sight(true, false), URLS, NOW);
    }

    private static ContainerReaper reaper(Instant listeningSince) {
        return new ContainerReaper(Duration.ofSeconds(60), Duration.ofSeconds(35), listeningSince);
    }

    private static ContainerRow claimed(long quiet, String url) {
        return row(ContainerState.CLAIMED, quiet, 1000, null, url);
    }

    private static ContainerRow row(
            ContainerState state, long quiet, long age, Instant idleSince, String url) {
        return new ContainerRow(
                new ContainerId("cont_abcdefghijklmnop"),
                new TemplateId("python-basic"),
                RuntimeType.LOCAL,
                state,
                16,
                idleSince == null ? 1 : 0,
                null,
                url,
                Isolation.FULL,
                Isolation.FULL,
                "{}",
                null,
                "127.0.0.1",
                9000,
                NOW.minusSeconds(age),
                NOW.minusSeconds(age),
                NOW.minusSeconds(quiet),
                idleSince,
                null,
                null);
    }
}
