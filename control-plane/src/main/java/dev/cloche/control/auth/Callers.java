package dev.cloche.control.auth;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.kernel.Secret;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.json.JsonArray;
import jakarta.json.JsonValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/// Reads the caller of the current request from its token, whose signature and times are already
/// checked.
@RequestScoped
public class Callers {

    /// May use what belongs to its tenant.
    public static final String USER = "user";

    /// May also see and change what belongs to no tenant.
    public static final String ADMIN = "admin";

    /// The claim that names the tenant.
    static final String TENANT = "tenant";

    /// The claim that lists further tenants that a token is good for.
    private static final String DOMAINS = "business_domains";

    /// The header that chooses one of them.
    private static final String DOMAIN = "x-business-domain";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,62}");

    private static final String RECOGNIZED = "recognized tenant";

    private final JsonWebToken token;
    private final RoutingContext context;

    Callers(JsonWebToken token, RoutingContext context) {
        this.token = token;
        this.context = context;
    }

    public Caller current() {
        Object own = token.getClaim(TENANT);
        if (!isTenant(own)) {
            throw new Refusal(
                    ErrorCode.UNAUTHORIZED, "the token names no tenant in its claim 'tenant'");
        }
        String subject = token.getSubject() == null ? "" : token.getSubject();
        String tenant = chosen(own.toString());
        context.put(RECOGNIZED, tenant);
        return new Caller(tenant, subject, token.getGroups().contains(ADMIN));
    }

    /// In whose name a request was served, if anybody has asked for that meanwhile.
    public static Optional<String> tenantOf(RoutingContext context) {
        return Optional.ofNullable(context.get(RECOGNIZED));
    }

    /// SHA-256 of all that a request says about who sends it.
    public static Optional<ByteBuffer> credentials(RoutingContext context) {
        String authorization = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (authorization == null) {
            return Optional.empty();
        }
        String domain = context.request().getHeader(DOMAIN);
        String all = authorization + '\n' + (domain == null ? "" : domain);
        return Optional.of(ByteBuffer.wrap(Secret.sha256(all.getBytes(StandardCharsets.UTF_8))));
    }

    static boolean isTenant(@Nullable Object claim) {
        return claim != null && NAME.matcher(claim.toString()).matches();
    }

    private String chosen(String own) {
        String domain = context.request().getHeader(DOMAIN);
        if (domain == null || domain.isEmpty() || domain.equals(own)) {
            return own;
        }
        if (isTenant(domain)
                && token.getClaim(DOMAINS) instanceof JsonArray domains
                && domains.getValuesAs(JsonValue::toString).contains('"' + domain + '"')) {
            return domain;
        }
        throw new Refusal(
                ErrorCode.FORBIDDEN,
                "the token is not good for the domain that the header " + DOMAIN + " names");
    }
}
