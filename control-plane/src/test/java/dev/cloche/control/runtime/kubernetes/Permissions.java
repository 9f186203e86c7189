package dev.cloche.control.runtime.kubernetes;

import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Notes what a client asks the API server for, as a role would grant it: `pods list`.
final class Permissions implements Interceptor {

    private static final Path ROLE = Path.of("../helm/cloche/templates/role.yaml");
    private static final Pattern PODS =
            Pattern.compile(".*/namespaces/[^/]+/(pods)(?:/[^/]+(/[a-z]+)?)?");

    private final Set<String> used = new ConcurrentSkipListSet<>();

    /// A client that is watched by this.
    KubernetesClient client() {
        return new KubernetesClientBuilder()
                .withConfig(Config.autoConfigure(null))
                .withHttpClientBuilderConsumer(
                        builder -> builder.addOrReplaceInterceptor("permissions", this))
                .build();
    }

    Set<String> used() {
        return new TreeSet<>(used);
    }

    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
        Matcher path = PODS.matcher(request.uri().getPath());
        if (!path.matches()) {
            throw new AssertionError("not a request for pods: " + request.uri());
        }
        String part = path.group(2) == null ? "" : path.group(2);
        boolean one = request.uri().getPath().matches(".*/pods/.+");
        verbs(request, part, one).forEach(verb -> used.add("pods" + part + " " + verb));
    }

    private static List<String> verbs(HttpRequest request, String part, boolean one) {
        return switch (request.method()) {
            case "POST" -> List.of("create");
            case "DELETE" -> List.of(one ? "delete" : "deletecollection");
            case "GET" -> reading(request, part, one);
            default -> throw new AssertionError(request.method());
        };
    }

    private static List<String> reading(HttpRequest request, String part, boolean one) {
        // A connection that is upgraded is `create` for a newer cluster, `get` for an older.
        if (part.equals("/attach")) {
            return List.of("create", "get");
        }
        if (String.valueOf(request.uri().getQuery()).contains("watch=true")) {
            return List.of("watch");
        }
        return List.of(one ? "get" : "list");
    }

    /// What the chart grants.
    static Set<String> granted() throws IOException {
        String text = Files.readString(ROLE);
        String rules = "kind: Role\n" + text.substring(text.indexOf("\nrules:"));
        Set<String> granted = new TreeSet<>();
        for (var rule : Serialization.unmarshal(rules, Role.class).getRules()) {
            for (String resource : rule.getResources()) {
                rule.getVerbs().forEach(verb -> granted.add(resource + " " + verb));
            }
        }
        return granted;
    }
}
