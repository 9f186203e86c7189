package dev.cloche.acceptance.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The cluster's API without credentials, on loopback, for a Prometheus outside the cluster: there
/// it learns which pods there are, and reaches them.
final class ApiProxy implements AutoCloseable {

    private static final Pattern SERVING = Pattern.compile("127\\.0\\.0\\.1:[0-9]+");

    private final Process process;
    private final String address;

    ApiProxy() throws IOException {
        process =
                new ProcessBuilder("kubectl", "proxy", "--port=0")
                        .redirectErrorStream(true)
                        .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        var lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = String.valueOf(lines.readLine());
        Matcher matcher = SERVING.matcher(line);
        assertThat(matcher.find()).as(line).isTrue();
        address = matcher.group();
    }

    String address() {
        return address;
    }

    @Override
    public void close() {
        process.destroy();
    }
}
