package dev.cloche.cli.bench.way;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.platform.DataDirectory;
import dev.cloche.cli.platform.Platform;
import dev.cloche.cli.platform.StubPlatform;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WholeApiTest {

    @TempDir private Path directory;

    @Test
    void eachCallerHasASessionAndAllEndWithTheMeasurement() throws Exception {
        try (StubPlatform stub = new StubPlatform("ok", "2\\n");
                Platform platform = stub.platform()) {
            try (WholeApi api = open(platform, 3)) {
                assertThat(api.run(0)).isPositive();
                assertThat(api.run(7)).isPositive();
                assertThat(stub.open()).hasSize(3);
            }
            assertThat(stub.open()).isEmpty();
            assertThat(stub.opened()).isEqualTo(3);
        }
    }

    @Test
    void aWrongAnswerEndsTheMeasurement() throws Exception {
        try (StubPlatform stub = new StubPlatform("ok", "3\\n");
                Platform platform = stub.platform();
                WholeApi api = open(platform, 1)) {
            assertThatThrownBy(() -> api.run(0))
                    .isInstanceOfSatisfying(
                            Refusal.class, it -> assertThat(it.exit()).isEqualTo(Exit.FAILED))
                    .hasMessageContaining("answered print(1+1) with '3' instead of 2");
        }
    }

    private WholeApi open(Platform platform, int callers) {
        return WholeApi.open(platform, new DataDirectory(directory), Workload.PYTHON, callers);
    }
}
