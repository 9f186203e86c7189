package dev.cloche.control.auth;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.control.kernel.Refusal;
import jakarta.enterprise.context.RequestScoped;
import java.util.regex.Pattern;
import org.eclipse.microprofile.jwt.JsonWebToken;

/// Reads the caller of the current request from its token, whose signature and times are already
/// checked.
@RequestScoped
public class Callers {

    /// May use what belongs to its tenant.
    public static final String USER = "user";

    /// May also see and change what belongs to no tenant.
    public static final String ADMIN = "admin";

    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private final JsonWebToken token;

    Callers(JsonWebToken token) {
        this.token = token;
    }

    public Caller current() {
        Object tenant = token.getClaim("tenant");
        if (tenant == null || !TENANT.matcher(tenant.toString()).matches()) {
            throw new Refusal(
                    ErrorCode.UNAUTHORIZED, "the token names no tenant in its claim 'tenant'");
        }
        String subject = token.getSubject() == null ? "" : token.getSubject();
        return new Caller(tenant.toString(), subject, token.getGroups().contains(ADMIN));
    }
}
