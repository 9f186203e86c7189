package dev.cloche.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloche.cli.kernel.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckoutTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir private Path home;

    @Test
    void theNativeExecutorIsTakenWhileItsSourcesAreOlder() throws Exception {
        file("executor/src/main/java/A.java", 1);
        Path compiled = executable("executor/target/executor-0.1.0-runner", 2);
        file("executor/target/quarkus-app/quarkus-run.jar", 3);

        assertThat(new Checkout(home).executor()).isEqualTo(compiled);
    }

    @Test
    void changedSourcesMakeTheNativeExecutorOld() throws Exception {
        Path compiled = executable("executor/target/executor-0.1.0-runner", 2);
        Path jar = file("executor/target/quarkus-app/quarkus-run.jar", 4);
        Path unusedSource = file("common-api/src/main/java/B.java", 3);

        assertThat(new Checkout(home).executor()).isEqualTo(jar).isNotEqualTo(compiled);
        assertThat(unusedSource).exists();
    }

    @Test
    void withoutAnyExecutorOneIsToldToBuild() {
        assertThatThrownBy(() -> new Checkout(home).executor())
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("./cloche build");
    }

    @Test
    void aCacheOfAnEarlierControlPlaneIsNotUsed() throws Exception {
        file("control-plane/target/quarkus-app/quarkus-run.jar", 2);
        Path cache = file("control-plane/target/control-plane.aot", 3);

        assertThat(new Checkout(home).usableCache()).contains(cache);
        file("control-plane/target/quarkus-app/quarkus-run.jar", 4);
        assertThat(new Checkout(home).usableCache()).isEmpty();
    }

    private Path executable(String name, int age) throws Exception {
        Path file = file(name, age);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private Path file(String name, int age) throws Exception {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "");
        return Files.setLastModifiedTime(file, FileTime.from(T0.plusSeconds(age)));
    }
}
