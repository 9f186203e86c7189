package dev.cloche.acceptance.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Sandbox;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The attacks in pods with user ids of their own.
@Tag("kubernetes")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PodAttackTest {

    private static final int PATIENCE = 120;

    private Besieged platform;

    @BeforeAll
    void install() {
        platform = Besieged.inCluster("userns", "full");
    }

    @AfterAll
    void uninstall() {
        platform.close();
    }

    // Those that take the pod's memory are below, but for KERNEL_OBJECTS, which ends either way.
    @ParameterizedTest(name = "{0}")
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {
                "MEMORY_IN_NAMES",
                "MEMORY_IN_NAMELESS_FILES",
                "MEMORY_IN_SEGMENTS",
                "MEMORY_IN_SOCKETS",
                "KERNEL_OBJECTS"
            })
    void isContained(Attack attack) {
        assertThat(platform.contain(attack)).as("what %s got", attack).isEmpty();
    }

    /// Memory that only the kernel counts, and only for the pod as a whole, ends the pod at its
    /// limit: so ends the run that took it, and not the next pod; its session and others go on.
    @ParameterizedTest(name = "{0}")
    @EnumSource(
            names = {
                "MEMORY_IN_NAMES",
                "MEMORY_IN_NAMELESS_FILES",
                "MEMORY_IN_SEGMENTS",
                "MEMORY_IN_SOCKETS"
            })
    void takesNobodyWithIt(Attack attack) {
        try (Sandbox neighbour = platform.open();
                Sandbox attacker = platform.open()) {
            String execution = platform.begin(attacker, attack);

            attacker.result(execution, PATIENCE).failed("oom");

            // How the pod ended may be noticed a moment after that it did.
            assertThat(attacker.attempt(execution)).isLessThanOrEqualTo(2);
            assertThat(platform.endOfPod(attacker))
                    .isIn("", "it used more memory than it may (OOMKilled)");
            assertThat(attacker.python("print(1 + 1)").ok().stdout()).isEqualTo("2\n");
            assertThat(neighbour.python("print(2 + 2)").ok().stdout()).isEqualTo("4\n");
        }
    }
}
