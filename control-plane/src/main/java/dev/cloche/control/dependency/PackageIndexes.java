package dev.cloche.control.dependency;

import jakarta.inject.Singleton;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/// What installers are told of the indexes, and which places they may reach.
@Singleton
final class PackageIndexes {

    private final Map<String, String> variables;
    private final List<String> places;

    PackageIndexes(DependencyConfig config) {
        URI python = URI.create(config.pythonIndex());
        URI javascript = URI.create(config.javascriptRegistry());
        Map<String, String> all = new HashMap<>(config.installer());
        all.put("PIP_INDEX_URL", config.pythonIndex());
        all.put("npm_config_registry", config.javascriptRegistry());
        if (python.getScheme().equals("http")) {
            all.putIfAbsent("PIP_TRUSTED_HOST", place(python));
        }
        variables = Map.copyOf(all);
        TreeSet<String> allowed = new TreeSet<>(List.of(place(python), place(javascript)));
        config.places().forEach(place -> allowed.add(place.toLowerCase(Locale.ROOT)));
        places = List.copyOf(allowed);
    }

    Map<String, String> variables() {
        return variables;
    }

    List<String> places() {
        return places;
    }

    private static String place(URI address) {
        int usual = address.getScheme().equals("https") ? 443 : 80;
        int port = address.getPort() < 0 ? usual : address.getPort();
        return address.getHost().toLowerCase(Locale.ROOT) + ":" + port;
    }
}
