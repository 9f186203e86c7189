package dev.cloche.acceptance.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Command;
import dev.cloche.acceptance.product.Product;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FailedStartTest {

    @Test
    void aSettingThatNothingKnowsIsNamedThoughThereIsNoLogYet() throws Exception {
        Command start = Product.startInVain(Map.of("cloche.runtime", "abacus"));

        assertThat(start.exitCode()).isEqualTo(2);
        assertThat(start.stderr())
                .contains("cloche: failed:")
                .contains("cloche.runtime")
                .contains("abacus");
    }

    @Test
    void aSettingThatIsMissingIsNamed() throws Exception {
        Command start = Product.startInVain(Map.of("cloche.runtime", "kubernetes"));

        assertThat(start.exitCode()).isEqualTo(2);
        assertThat(start.stderr()).contains("set cloche.kubernetes.image");
    }

    @Test
    void anEngineThatIsNotThereIsNamed() throws Exception {
        Command start =
                Product.startInVain(
                        Map.of(
                                "cloche.runtime", "docker",
                                "cloche.docker.image", "some",
                                "cloche.docker.host", "unix:///nowhere/docker.sock"));

        assertThat(start.exitCode()).isEqualTo(1);
        assertThat(start.stderr()).contains("unix:///nowhere/docker.sock").contains("Remedy");
    }
}
