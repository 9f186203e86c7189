package dev.cloche.control.installation;

import dev.cloche.control.runtime.docker.DockerSettings;
import dev.cloche.control.runtime.docker.NetworkSettings;
import dev.cloche.control.runtime.docker.SystemCallFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What is taken for settings of the engine that are not given.
record DockerDefaults(DockerConfig config, Path key) {

    private static final String FILTER = "/seccomp/cloche.json";
    private static final int LETTERS = 10;

    DockerSettings settings() {
        String installation = config.installation().orElseGet(this::installation);
        return new DockerSettings(
                config.host(),
                installation,
                config.image()
                        .orElseThrow(() ->
                                new UnusableConfiguration(
                                        "set cloche.docker.image to the executor's image")),
                config.images(),
                new NetworkSettings(
                        config.network().orElse("cloche-" + installation),
                        config.internal(),
                        config.subnet()),
                filter(),
                config.appArmor(),
                config.processes(),
                config.max());
    }

    // What came with the program lies in a file too: an engine may want to read it itself.
    private SystemCallFilter filter() {
        try (InputStream ours = DockerDefaults.class.getResourceAsStream(FILTER)) {
            if (config.seccomp().isPresent()) {
                Path file = config.seccomp().get();
                return new SystemCallFilter(Files.readString(file), file);
            }
            if (ours == null) {
                throw new IllegalStateException("this program came without " + FILTER);
            }
            String json = new String(ours.readAllBytes(), StandardCharsets.UTF_8);
            Path file = key.resolveSibling("seccomp.json");
            DataDirectory.write(file, json);
            return new SystemCallFilter(json, file);
        } catch (IOException e) {
            throw new UncheckedIOException("the filter of system calls cannot be had", e);
        }
    }

    // Nobody can tell the key from so little of what was made of it.
    private String installation() {
        try {
            byte[] made = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(key));
            return HexFormat.of().formatHex(made).substring(0, LETTERS);
        } catch (IOException e) {
            throw new UncheckedIOException("the installation's key cannot be read", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
