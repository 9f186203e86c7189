package dev.cloche.control.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class HostProbeTest {

    @Test
    void aMachineOnWhichASandboxWorksIsWellWhateverItsSettings() {
        assertThat(HostProbe.judge(facts(Set.of(), Map.of(HostFacts.APPARMOR, 1L), true)))
                .isEmpty();
    }

    @Test
    void aMissingProgramIsInstalled() {
        assertThat(HostProbe.judge(facts(Set.of("bwrap"), Map.of(), false)))
                .containsExactly(
                        new HostFinding(
                                "The program 'bwrap' is missing.",
                                "apt-get install bubblewrap",
                                true));
    }

    @Test
    void aMissingLanguageIsNotFatal() {
        assertThat(HostProbe.judge(facts(Set.of("python3"), Map.of(), true)))
                .singleElement()
                .matches(finding -> !finding.fatal())
                .extracting(HostFinding::remedy)
                .isEqualTo("apt-get install python3-minimal");
    }

    @Test
    void theSettingThatIsInTheWayIsNamed() {
        assertThat(remedy(Map.of(HostFacts.CLONE, 0L)))
                .startsWith("sysctl -w kernel.unprivileged_userns_clone=1 ");
        assertThat(remedy(Map.of(HostFacts.MAXIMUM, 0L)))
                .startsWith("sysctl -w user.max_user_namespaces=10000 ");
        assertThat(remedy(Map.of(HostFacts.APPARMOR, 1L)))
                .startsWith("sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 ");
    }

    @Test
    void whenNoSettingIsInTheWayBubblewrapIsQuoted() {
        assertThat(HostProbe.judge(facts(Set.of(), Map.of(HostFacts.CLONE, 1L), false)))
                .singleElement()
                .matches(HostFinding::fatal)
                .extracting(HostFinding::problem)
                .asString()
                .contains("bwrap: no");
    }

    @Test
    void thisMachineIsObserved() {
        HostFacts facts = HostProbe.observe();

        assertThat(facts.sandboxes()).as(facts.said()).isTrue();
        assertThat(HostProbe.findings()).noneMatch(HostFinding::fatal);
    }

    private static String remedy(Map<String, Long> settings) {
        return HostProbe.judge(facts(Set.of(), settings, false)).getFirst().remedy();
    }

    private static HostFacts facts(Set<String> missing, Map<String, Long> settings, boolean works) {
        return new HostFacts(missing, settings, works, works ? "" : "bwrap: no");
    }
}
