package dev.cloche.acceptance.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The ways out of containers of a Docker engine, and what exhausts them quickest.
@Tag("docker")
@Timeout(600)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ContainerAttackTest {

    private Besieged platform;

    @BeforeAll
    void start() {
        platform = Besieged.inEngine();
    }

    @AfterAll
    void stop() {
        platform.close();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            names = {
                "FORK_BOMB",
                "MEMORY_OF_MANY",
                "DISK",
                "KERNEL",
                "PRIVILEGES",
                "WRITING",
                "DEVICES",
                "CGROUPS",
                "OTHER_PROCESSES",
                "OUT_OF_THE_WORKSPACE",
                "INHERITED_DESCRIPTORS",
                "OTHER_SOCKETS"
            })
    void isContained(Attack attack) {
        assertThat(platform.contain(attack)).as("what %s got", attack).isEmpty();
    }
}
