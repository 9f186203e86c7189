package dev.cloche.control.installation;

import dev.cloche.control.postgres.PostgresDoor;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What must be known before the application starts: from system properties (`cloche.data`) or the
/// environment (`CLOCHE_DATA`).
///
/// @param data the data directory
/// @param keys a directory with the keys of the installation, which several data directories may
///   share; each has keys of its own when absent
/// @param database an external PostgreSQL, `postgresql://host:port/name`; embedded when absent
/// @param databaseUser its user
/// @param databasePassword its password
/// @param databaseDoor where the embedded one listens
/// @param databaseOnly whether nothing but the embedded one is to run, for others that share it
/// @param host the address that the control plane listens on
/// @param port the port that it listens on
record InstallationSettings(
        Path data,
        Optional<Path> keys,
        Optional<String> database,
        Optional<String> databaseUser,
        Optional<String> databasePassword,
        PostgresDoor databaseDoor,
        boolean databaseOnly,
        String host,
        int port) {

    private static final int DEFAULT_PORT = 8000;

    static InstallationSettings ofProcess() {
        return of(name -> Optional.ofNullable(System.getProperty(name)), System.getenv());
    }

    /// Settings from properties, else from the environment.
    static InstallationSettings of(
            Function<String, Optional<String>> properties, Map<String, String> environment) {
        Function<String, Optional<String>> setting =
                name ->
                        properties
                                .apply(name)
                                .or(() -> Optional.ofNullable(environment.get(variable(name))))
                                .filter(value -> !value.isBlank());
        return new InstallationSettings(
                Path.of(
                                setting.apply("cloche.data")
                                        .orElseThrow(() ->
                                                new UnusableConfiguration(
                                                        "set CLOCHE_DATA (or -Dcloche.data) to the data directory")))
                        .toAbsolutePath()
                        .normalize(),
                setting.apply("cloche.keys").map(Path::of),
                setting.apply("cloche.database.url").map(InstallationSettings::address),
                setting.apply("cloche.database.user"),
                setting.apply("cloche.database.password").map(InstallationSettings::line),
                door(setting),
                setting.apply("cloche.only").filter("database"::equals).isPresent(),
                setting.apply("quarkus.http.host").orElse("127.0.0.1"),
                port(setting.apply("quarkus.http.port")));
    }

    /// Where the control plane can be reached on this machine.
    String url() {
        return "http://" + (host.equals("0.0.0.0") ? "127.0.0.1" : host) + ":" + port;
    }

    private static String address(String text) {
        if (text.matches("postgresql://[^/@\\s]+/[^/\\s]+")) {
            return text;
        }
        throw new UnusableConfiguration(
                "cloche.database.url must look like postgresql://HOST:PORT/DATABASE, with user and password in cloche.database.user and cloche.database.password");
    }

    private static String line(String text) {
        if (text.chars().noneMatch(Character::isISOControl)) {
            return text;
        }
        throw new UnusableConfiguration(
                "cloche.database.password must be one line, without its end");
    }

    private static PostgresDoor door(Function<String, Optional<String>> setting) {
        int port = databasePort(setting.apply("cloche.database.port"));
        Optional<String> address = setting.apply("cloche.database.listen");
        if (setting.apply("cloche.only").filter("database"::equals).isPresent()) {
            return shared(address.orElse("127.0.0.1"), port);
        }
        if (address.isPresent()) {
            throw new UnusableConfiguration(
                    "cloche.database.listen is for a database alone (cloche.only=database)");
        }
        return PostgresDoor.within(port);
    }

    private static PostgresDoor shared(String address, int port) {
        try {
            return PostgresDoor.shared(address, port);
        } catch (IllegalArgumentException e) {
            throw new UnusableConfiguration("cloche.database.listen is " + e.getMessage());
        }
    }

    private static int databasePort(Optional<String> text) {
        try {
            int port = text.map(Integer::parseInt).orElse(0);
            if (port >= 0 && port < 65_536) {
                return port;
            }
        } catch (NumberFormatException e) {
            // The same complaint as for a port out of bounds.
        }
        throw new UnusableConfiguration("cloche.database.port must be a number up to 65535");
    }

    private static int port(Optional<String> text) {
        try {
            int port = text.map(Integer::parseInt).orElse(DEFAULT_PORT);
            if (port > 0 && port < 65_536) {
                return port;
            }
        } catch (NumberFormatException e) {
            // The same complaint as for a port out of bounds.
        }
        throw new UnusableConfiguration("quarkus.http.port must be a number between 1 and 65535");
    }

    private static String variable(String property) {
        return property.toUpperCase(Locale.ROOT).replace('.', '_');
    }
}
