package dev.cloche.control.auth;

import dev.cloche.control.kernel.Secret;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Verifies tokens, and for a moment remembers those that were good: a caller sends the same one
/// with every request, and its signature is the dearest thing to check there. What was refused is
/// not remembered, and nothing is past the time at which it expires.
///
/// Tokens are kept by their SHA-256, so none can be read from here.
@Singleton
@Alternative
@Priority(1)
final class VerifiedTokens extends JWTCallerPrincipalFactory {

    private static final Duration REMEMBERED = Duration.ofSeconds(30);
    private static final int MOST = 2_000;

    private final JWTCallerPrincipalFactory verifier;
    private final Clock clock;
    private final Map<ByteBuffer, Verified> known = new LinkedHashMap<>();

    @Inject
    VerifiedTokens(Clock clock) {
        this(new CompleteTokens(new DefaultJWTCallerPrincipalFactory()), clock);
    }

    VerifiedTokens(JWTCallerPrincipalFactory verifier, Clock clock) {
        this.verifier = verifier;
        this.clock = clock;
    }

    @Override
    public JWTCallerPrincipal parse(String token, JWTAuthContextInfo context)
            throws ParseException {
        ByteBuffer digest = ByteBuffer.wrap(Secret.sha256(token.getBytes(StandardCharsets.UTF_8)));
        Instant now = clock.instant();
        JWTCallerPrincipal seen = recall(digest, now);
        if (seen != null) {
            return seen;
        }
        JWTCallerPrincipal verified = verifier.parse(token, context);
        remember(digest, verified, now);
        return verified;
    }

    private synchronized @Nullable JWTCallerPrincipal recall(ByteBuffer digest, Instant now) {
        Verified seen = known.get(digest);
        if (seen == null || now.isBefore(seen.until())) {
            return seen == null ? null : seen.caller();
        }
        known.remove(digest);
        return null;
    }

    private synchronized void remember(ByteBuffer digest, JWTCallerPrincipal caller, Instant now) {
        Instant expires = Instant.ofEpochSecond(caller.getExpirationTime());
        Instant forgotten = now.plus(REMEMBERED);
        Instant until = expires.isBefore(forgotten) ? expires : forgotten;
        known.put(digest, new Verified(caller, until));
        if (known.size() > MOST) {
            known.remove(known.keySet().iterator().next());
        }
    }

    /// For how many tokens it is known that they are good.
    synchronized int size() {
        return known.size();
    }

    private record Verified(JWTCallerPrincipal caller, Instant until) {}
}
