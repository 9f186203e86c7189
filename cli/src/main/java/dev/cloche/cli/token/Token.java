package dev.cloche.cli.token;

import dev.cloche.cli.kernel.Answer;
import dev.cloche.cli.platform.DataDirectory;
import dev.cloche.cli.platform.Role;
import dev.cloche.cli.platform.SigningKey;
import dev.cloche.cli.platform.TokenClaims;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `cloche token`.
@Command(
        name = "token",
        description = "Print an access token for the API.",
        footer = {
            "",
            "Example:",
            "  curl -H \"Authorization: Bearer $(./cloche token)\" http://127.0.0.1:8000/api/v1/sessions",
            "",
            "Exit codes: 0 printed, 1 no key in the data directory, 2 typed wrongly."
        })
public final class Token implements Callable<Answer> {
    private final Map<String, String> environment;
    private final Clock clock;

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            description = "Whose sessions it sees (default: ${DEFAULT-VALUE}).")
    private String tenant = "default";

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description =
                    "${COMPLETION-CANDIDATES}; an admin may also change templates (default: ${DEFAULT-VALUE}).")
    private Role role = Role.USER;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            converter = Lifetime.Converter.class,
            defaultValue = "12h",
            description = "How long it is good for: 90s, 30m, 12h, 7d (default: ${DEFAULT-VALUE}).")
    private Lifetime expires = new Lifetime(Duration.ofHours(12));

    @Option(
            names = "--subject",
            paramLabel = "NAME",
            description = "Who uses it (default: your user name).")
    private @Nullable String subject;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory of the platform (default: as for up).")
    private @Nullable Path data;

    public Token(Map<String, String> environment, Clock clock) {
        this.environment = environment;
        this.clock = clock;
    }

    @Override
    public Answer call() {
        String who = subject == null ? TokenClaims.operatingSystemUser() : subject;
        TokenClaims claims = new TokenClaims(who, tenant, role, expires.duration());
        SigningKey key = SigningKey.of(DataDirectory.chosen(data, environment), clock);
        return Answer.line(key.token(claims));
    }
}
