package dev.cloche.control.runtime.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.control.runtime.ContainerGone;
import dev.cloche.control.runtime.RuntimeContract;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JvmExecutorTest {

    @TempDir Path directory;

    @Test
    void aJvmFindsWhatItNeedsBehindTheWall() throws Exception {
        Path jar = jar(Files.createDirectory(directory.resolve("quarkus-app")));
        BlockingQueue<ContainerGone> told = new LinkedBlockingQueue<>();

        try (var runtime =
                new LocalRuntime(
                        new LocalSettings(
                                directory.resolve("containers"),
                                jar,
                                Path.of(System.getProperty("java.home")),
                                1))) {
            runtime.watch(told::add);
            runtime.start(RuntimeContract.spec(RuntimeContract.ONE));

            ContainerGone gone = told.poll(30, TimeUnit.SECONDS);
            assertThat(gone).isNotNull();
            assertThat(gone.reason())
                    .as(runtime.logs(RuntimeContract.ONE, 30).toString())
                    .isEqualTo("its executor ended");
            assertThat(runtime.logs(RuntimeContract.ONE, 30))
                    .contains("java at /opt/cloche/jdk", "user sandbox", "localhost", "1");
        }
    }

    private static Path jar(Path inside) throws Exception {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, JvmStandIn.class.getName());
        String entry = JvmStandIn.class.getName().replace('.', '/') + ".class";
        Path jar = inside.resolve("quarkus-run.jar");
        try (var output = new JarOutputStream(Files.newOutputStream(jar), manifest);
                InputStream code = JvmStandIn.class.getResourceAsStream("JvmStandIn.class")) {
            output.putNextEntry(new JarEntry(entry));
            code.transferTo(output);
        }
        return jar;
    }
}
