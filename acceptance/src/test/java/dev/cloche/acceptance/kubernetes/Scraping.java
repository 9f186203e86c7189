package dev.cloche.acceptance.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Jobs for a Prometheus outside the cluster. It is told which pods there are as Prometheus's own
/// discovery would tell it (Debian builds it without that one), and chooses by itself.
final class Scraping {

    private static final Pattern EXAMPLE =
            Pattern.compile("```yaml\n(- job_name: cloche\n.*?)```", Pattern.DOTALL);
    private static final Pattern DISCOVERY =
            Pattern.compile("  kubernetes_sd_configs:\n.*?(?=  relabel_configs:)", Pattern.DOTALL);

    private final String namespace;
    private final String api;
    private final Path directory;

    /// @param api where the cluster's API is without credentials
    /// @param directory for files
    Scraping(String namespace, String api, Path directory) {
        this.namespace = namespace;
        this.api = api;
        this.directory = directory;
    }

    /// The job of `docs/kubernetes.md`, which goes by the annotations of pods.
    String byAnnotations() throws IOException {
        Matcher example =
                EXAMPLE.matcher(Files.readString(Checkout.home().resolve("docs/kubernetes.md")));
        assertThat(example.find()).as("an example in docs/kubernetes.md").isTrue();
        List<Map<String, Object>> groups = new ArrayList<>();
        for (JsonNode pod : items("pods")) {
            Map<String, String> labels = named(pod.at("/metadata/name").asText());
            pod.at("/metadata/annotations")
                    .properties()
                    .forEach(one ->
                            labels.put(
                                    "__meta_kubernetes_pod_annotation_" + label(one.getKey()),
                                    one.getValue().asText()));
            for (JsonNode port : pod.at("/spec/containers/0/ports")) {
                groups.add(group(pod.at("/status/podIP"), port.path("containerPort"), labels));
            }
        }
        return DISCOVERY
                        .matcher(example.group(1))
                        .replaceFirst(Matcher.quoteReplacement(files("pods", groups)))
                + throughTheApi();
    }

    /// What the Prometheus Operator makes of the chart's ServiceMonitor.
    String behindTheService() throws IOException {
        List<Map<String, Object>> groups = new ArrayList<>();
        for (JsonNode slice : items("endpointslices")) {
            for (JsonNode endpoint : slice.path("endpoints")) {
                Map<String, String> labels = named(endpoint.at("/targetRef/name").asText());
                labels.put(
                        "__meta_kubernetes_service_label_app_kubernetes_io_component",
                        slice.at("/metadata/labels").path("app.kubernetes.io/component").asText());
                JsonNode port = slice.at("/ports/0");
                labels.put("__meta_kubernetes_endpointslice_port_name", port.path("name").asText());
                groups.add(group(endpoint.at("/addresses/0"), port.path("port"), labels));
            }
        }
        return """
        - job_name: service
          metrics_path: /q/metrics
        %s  relabel_configs:
            - source_labels: [__meta_kubernetes_service_label_app_kubernetes_io_component]
              regex: control-plane
              action: keep
            - source_labels: [__meta_kubernetes_endpointslice_port_name]
              regex: http
              action: keep
            - source_labels: [__meta_kubernetes_pod_name]
              target_label: pod
        """
                        .formatted(files("service", groups))
                + throughTheApi();
    }

    private JsonNode items(String kind) {
        return Answer.parse(Release.kubectl(namespace, "get", kind, "--output=json")).path("items");
    }

    private Map<String, String> named(String pod) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("__meta_kubernetes_namespace", namespace);
        labels.put("__meta_kubernetes_pod_name", pod);
        return labels;
    }

    private static String label(String annotation) {
        return annotation.replaceAll("[^a-zA-Z0-9_]", "_");
    }

    private static Map<String, Object> group(
            JsonNode address, JsonNode port, Map<String, String> labels) {
        return Map.of("targets", List.of(address.asText() + ":" + port.asInt()), "labels", labels);
    }

    private String files(String name, List<Map<String, Object>> groups) throws IOException {
        Path file = directory.resolve(name + ".json");
        new ObjectMapper().writeValue(file.toFile(), groups);
        return "  file_sd_configs:\n    - files: ['%s']\n".formatted(file);
    }

    // A machine outside the cluster need not reach its pods.
    private String throughTheApi() {
        return """
            - source_labels: [__meta_kubernetes_namespace, __meta_kubernetes_pod_name, __address__, __metrics_path__]
              regex: (.+);(.+);[^:]+:([0-9]+);(.+)
              replacement: /api/v1/namespaces/$1/pods/$2:$3/proxy$4
              target_label: __metrics_path__
            - target_label: __address__
              replacement: %s
        """
                .formatted(api);
    }
}
