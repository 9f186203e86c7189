package dev.cloche.acceptance.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Checkout;
import dev.cloche.acceptance.product.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What helm makes of the chart. Needs helm, and so runs with the tests on a cluster.
@Tag("kubernetes")
final class ChartTest {

    private static final Path FILES =
            Checkout.home().resolve("acceptance/src/test/resources/chart");
    private static final Pattern KEY =
            Pattern.compile("(installation\\.key|jwt-private\\.pem|password): [A-Za-z0-9+/=]+");
    private static final String CHART = Checkout.home() + "/helm/cloche";

    /// `-Dgolden.write` writes them anew.
    @ParameterizedTest
    @ValueSource(strings = {"default", "several", "bundled", "everything"})
    void itSaysWhatItAlwaysSaid(String values) throws Exception {
        Path golden = FILES.resolve(values + ".golden.yaml");

        Command made = template("--values", FILES.resolve(values + ".values.yaml").toString());

        assertThat(made.exitCode()).as(made.stderr()).isZero();
        // Keys are other ones each time.
        String text = KEY.matcher(made.stdout()).replaceAll("$1: made");
        if (System.getProperty("golden.write") != null) {
            Files.writeString(golden, text);
        }
        assertThat(text).isEqualTo(Files.readString(golden));
    }

    @ParameterizedTest
    @ValueSource(strings = {"default", "several", "bundled", "everything"})
    void nothingIsWrongWithIt(String values) throws Exception {
        Command lint =
                helm(
                        "lint",
                        "--strict",
                        CHART,
                        "--values",
                        FILES.resolve(values + ".values.yaml").toString());

        assertThat(lint.exitCode()).as("%s", lint).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "sandboxes.profile=none, profile",
        "sandboxes.max=0, max",
        "sandboxes.tolerations={a b:Never}, tolerations",
        "service.port=0, port",
        "image.sandbox=, sandbox",
        "database.url=mysql://x, url",
        "replicas=3, database.url",
        "replicas=0, replicas",
        "'postgresql.enabled=true,database.url=postgresql://h/d', one database",
        "postgresql.secret=1, secret",
        "autoscaling.enabled=true, database.url",
        "keys.secret=1, secret",
        "httpRoute.enabled=true, gateway",
        "podMonitor.enabled=true, metricsFrom",
        "bucket.name=No Name, bucket",
        "bucket.endpoint=objects.example, endpoint",
        "sandboxes.metricsFrom=No Name, metricsFrom"
    })
    void valuesThatMakeNoSenseAreRefused(String value, String word) throws Exception {
        Command refused = template("--set", value);

        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.stderr()).contains(word);
    }

    @Test
    void theFilterOfTheChartIsThatOfTheImages() throws Exception {
        assertThat(Files.readString(Path.of(CHART, "files/cloche.json")))
                .isEqualTo(Files.readString(Checkout.home().resolve("deploy/seccomp/cloche.json")));
    }

    private static Command template(String... options) throws Exception {
        List<String> words =
                new ArrayList<>(List.of("template", "release", CHART, "--namespace", "cloche"));
        words.addAll(List.of(options));
        return helm(words.toArray(String[]::new));
    }

    private static Command helm(String... words) throws Exception {
        List<String> all = new ArrayList<>(List.of("helm"));
        all.addAll(List.of(words));
        return Command.run(Duration.ofMinutes(2), Map.of(), all);
    }
}
