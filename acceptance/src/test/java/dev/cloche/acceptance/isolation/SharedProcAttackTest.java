package dev.cloche.acceptance.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The ways out of pods that the Pod Security Standard `restricted` admits, where sandboxes have
/// the pod's `/proc`.
@Tag("kubernetes")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SharedProcAttackTest {

    private Besieged platform;

    @BeforeAll
    void install() {
        platform = Besieged.inCluster("restricted", "shared_proc");
    }

    @AfterAll
    void uninstall() {
        platform.close();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            names = {
                "KILL_ALL",
                "MEMORY_OF_MANY",
                "KERNEL",
                "PRIVILEGES",
                "WRITING",
                "DEVICES",
                "CGROUPS",
                "OUT_OF_THE_WORKSPACE",
                "INHERITED_DESCRIPTORS",
                "OTHER_SOCKETS"
            })
    void isContained(Attack attack) {
        assertThat(platform.contain(attack)).as("what %s got", attack).isEmpty();
    }

    /// How many descriptors they have, and not what those are.
    @Test
    void ofOtherProcessesTheNumbersOfTheirDescriptorsAreSeenAndNothingElse() {
        assertThat(platform.contain(Attack.OTHER_PROCESSES))
                .allSatisfy(got -> assertThat(got).matches("/proc/[0-9]+/fd/[0-9]+"));
    }
}
