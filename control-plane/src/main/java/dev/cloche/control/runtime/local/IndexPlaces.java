package dev.cloche.control.runtime.local;

import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/// Which places installers of templates may reach, as `host:port`.
public final class IndexPlaces {

    private static final String PYTHON = "PIP_INDEX_URL";
    private static final String JAVASCRIPT = "NPM_CONFIG_REGISTRY";
    private static final Map<String, String> USUAL =
            Map.of(
                    PYTHON, "https://pypi.org/simple/",
                    JAVASCRIPT, "https://registry.npmjs.org/");

    private IndexPlaces() {}

    /// Those of the indexes, and further ones.
    ///
    /// @param variables of the installers
    public static List<String> of(Map<String, String> variables, Collection<String> further) {
        TreeSet<String> places = new TreeSet<>();
        USUAL.forEach((name, usual) ->
                places.add(place(URI.create(variables.getOrDefault(name, usual)))));
        further.forEach(place -> places.add(place.toLowerCase(Locale.ROOT)));
        return List.copyOf(places);
    }

    private static String place(URI address) {
        if (address.getScheme() == null || address.getHost() == null) {
            throw new IllegalArgumentException("not the address of an index: " + address);
        }
        int usual = address.getScheme().equals("https") ? 443 : 80;
        int port = address.getPort() < 0 ? usual : address.getPort();
        return address.getHost().toLowerCase(Locale.ROOT) + ":" + port;
    }
}
