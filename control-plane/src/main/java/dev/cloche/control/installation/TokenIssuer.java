package dev.cloche.control.installation;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Somebody else who makes the access tokens, in place of this installation's own key: from system
/// properties (`cloche.tokens.jwks`) or the environment (`CLOCHE_TOKENS_JWKS`).
///
/// @param keys where its public keys are, as a JSON Web Key Set
/// @param name what tokens must say in `iss`
/// @param audience what tokens must say in `aud`
/// @param algorithm that tokens must be signed with
/// @param groups where tokens list roles, as a path such as `realm_access/roles`
record TokenIssuer(
        URI keys, String name, String audience, String algorithm, Optional<String> groups) {

    private static final List<String> ALGORITHMS = List.of("RS256", "PS256", "ES256");
    private static final List<String> LOOPBACK = List.of("127.0.0.1", "localhost", "[::1]");

    TokenIssuer {
        if (!isSafe(keys)) {
            throw new UnusableConfiguration(
                    "cloche.tokens.jwks must be an https address, or one of this machine");
        }
        if (!ALGORITHMS.contains(algorithm)) {
            throw new UnusableConfiguration("cloche.tokens.algorithm must be one of " + ALGORITHMS);
        }
    }

    static Optional<TokenIssuer> ofProcess() {
        return of(name -> Optional.ofNullable(System.getProperty(name)), System.getenv());
    }

    /// The one that the settings name, if they do.
    static Optional<TokenIssuer> of(
            Function<String, Optional<String>> properties, Map<String, String> environment) {
        Function<String, Optional<String>> setting =
                name ->
                        properties
                                .apply(name)
                                .or(() ->
                                        Optional.ofNullable(
                                                environment.get(
                                                        name.toUpperCase(Locale.ROOT)
                                                                .replace('.', '_'))))
                                .filter(value -> !value.isBlank());
        return setting.apply("cloche.tokens.jwks")
                .map(address ->
                        new TokenIssuer(
                                uri(address),
                                required(setting, "cloche.tokens.issuer"),
                                required(setting, "cloche.tokens.audience"),
                                setting.apply("cloche.tokens.algorithm").orElse("RS256"),
                                setting.apply("cloche.tokens.groups")));
    }

    /// What the application has to know of it, as configuration.
    Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        properties.put("mp.jwt.verify.publickey.location", keys.toString());
        properties.put("mp.jwt.verify.issuer", name);
        properties.put("mp.jwt.verify.audiences", audience);
        properties.put("mp.jwt.verify.publickey.algorithm", algorithm);
        groups.ifPresent(path -> properties.put("smallrye.jwt.path.groups", path));
        return properties;
    }

    private static boolean isSafe(URI keys) {
        return "https".equals(keys.getScheme())
                || ("http".equals(keys.getScheme()) && LOOPBACK.contains(keys.getHost()));
    }

    private static URI uri(String address) {
        try {
            return URI.create(address);
        } catch (IllegalArgumentException e) {
            throw new UnusableConfiguration("cloche.tokens.jwks is not an address: " + address);
        }
    }

    private static String required(Function<String, Optional<String>> setting, String name) {
        return setting.apply(name)
                .orElseThrow(() ->
                        new UnusableConfiguration(
                                "set " + name + " as well as cloche.tokens.jwks"));
    }
}
