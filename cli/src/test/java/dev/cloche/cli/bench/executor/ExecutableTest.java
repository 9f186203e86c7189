package dev.cloche.cli.bench.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ExecutableTest {
    private static final Path JDK = Path.of("/jdk");

    @Test
    void aNativeExecutorNeedsItselfOnly() {
        Executable runner = Executable.of(Path.of("/c/executor-0.1-runner"), JDK);

        assertThat(runner.needs()).isEqualTo(Map.of("executor", Path.of("/c/executor-0.1-runner")));
        assertThat(runner.argv()).startsWith("/opt/cloche/executor");
    }

    @Test
    void aJarNeedsWhatIsBesideItAndAJdk() {
        Executable jar = Executable.of(Path.of("/c/quarkus-app/quarkus-run.jar"), JDK);

        assertThat(jar.needs())
                .isEqualTo(Map.of("executor", Path.of("/c/quarkus-app"), "jdk", JDK));
        assertThat(jar.argv())
                .startsWith("/opt/cloche/jdk/bin/java")
                .endsWith("-jar", "/opt/cloche/executor/quarkus-run.jar");
    }

    @Test
    void aSpareUserIsOneThatNobodyIs() {
        assertThat(SpareUser.free(Set.of())).isEqualTo(65_519);
        assertThat(SpareUser.free(Set.of(65_519, 65_518, 3))).isEqualTo(65_517);
    }
}
