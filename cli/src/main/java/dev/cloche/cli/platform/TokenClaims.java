package dev.cloche.cli.platform;

import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import java.time.Duration;
import java.util.regex.Pattern;

/// Whom a token speaks for, what it allows, and for how long.
///
/// @param subject 1 to 128 printable characters
/// @param tenant a name as in addresses
public record TokenClaims(String subject, String tenant, Role role, Duration lifetime) {
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,62})");
    private static final Pattern SUBJECT = Pattern.compile("[^\\p{Cntrl}]{1,128}");

    public TokenClaims {
        if (!TENANT.matcher(tenant).matches()) {
            throw new Refusal(
                    Exit.USAGE,
                    "the tenant must be 1 to 63 letters, digits, dots, dashes or underscores and"
                            + " begin with a letter or digit");
        }
        if (!SUBJECT.matcher(subject).matches()) {
            throw new Refusal(
                    Exit.USAGE, "the subject must be 1 to 128 characters without line breaks");
        }
    }

    /// For the calls that a verb makes itself.
    public static TokenClaims own(Duration lifetime) {
        return new TokenClaims(operatingSystemUser(), "default", Role.USER, lifetime);
    }

    /// The same for more.
    public TokenClaims as(Role another) {
        return new TokenClaims(subject, tenant, another, lifetime);
    }

    /// Who is logged in here.
    public static String operatingSystemUser() {
        String name = System.getProperty("user.name", "");
        return name.isEmpty() ? "user" : name;
    }
}
