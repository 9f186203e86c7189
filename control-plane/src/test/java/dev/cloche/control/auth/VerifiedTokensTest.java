package dev.cloche.control.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class VerifiedTokensTest {

    private static final JWTAuthContextInfo CONTEXT = new JWTAuthContextInfo();
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private Instant now = START;
    private final InstantSource source = () -> now;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private final Verifier verifier = new Verifier();
    private final VerifiedTokens tokens = new VerifiedTokens(verifier, clock);

    @Test
    void aTokenIsVerifiedOnceInAWhile() throws ParseException {
        JWTCallerPrincipal first = tokens.parse("good-3600", CONTEXT);
        now = START.plusSeconds(29);
        assertThat(tokens.parse("good-3600", CONTEXT)).isSameAs(first);
        assertThat(verifier.asked).isEqualTo(1);

        now = START.plusSeconds(30);
        assertThat(tokens.parse("good-3600", CONTEXT)).isNotSameAs(first);
        assertThat(verifier.asked).isEqualTo(2);
    }

    @Test
    void nothingIsRememberedPastItsExpiry() throws ParseException {
        tokens.parse("good-10", CONTEXT);

        now = START.plusSeconds(9);
        assertThat(tokens.parse("good-10", CONTEXT).getExpirationTime())
                .isEqualTo(START.plusSeconds(10).getEpochSecond());
        now = START.plusSeconds(10);
        assertThatThrownBy(() -> tokens.parse("good-10", CONTEXT))
                .isInstanceOf(ParseException.class);
        assertThat(verifier.asked).isEqualTo(2);
    }

    @Test
    void whatIsRefusedIsRefusedAgain() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> tokens.parse("bad", CONTEXT))
                    .isInstanceOf(ParseException.class);
        }

        assertThat(verifier.asked).isEqualTo(3);
        assertThat(tokens.size()).isZero();
    }

    @Test
    void aTokenThatDiffersAtAllIsVerified() throws ParseException {
        tokens.parse("good-3600", CONTEXT);

        assertThatThrownBy(() -> tokens.parse("good-3600x", CONTEXT))
                .isInstanceOf(ParseException.class);
        assertThatThrownBy(() -> tokens.parse("göod-3600", CONTEXT))
                .isInstanceOf(ParseException.class);
    }

    @Test
    void onlySoManyAreRemembered() throws ParseException {
        for (int i = 0; i < 5_000; i++) {
            tokens.parse("good-" + (1_000 + i), CONTEXT);
        }

        assertThat(tokens.size()).isEqualTo(2_000);
        tokens.parse("good-5999", CONTEXT);
        assertThat(verifier.asked).isEqualTo(5_000);
        tokens.parse("good-1000", CONTEXT);
        assertThat(verifier.asked).isEqualTo(5_001);
    }

    /// Takes `good-` and how long it is good for from the start.
    private final class Verifier extends JWTCallerPrincipalFactory {

        private int asked;

        @Override
        public JWTCallerPrincipal parse(String token, JWTAuthContextInfo context)
                throws ParseException {
            asked++;
            if (!token.matches("good-[0-9]+")) {
                throw new ParseException("not signed");
            }
            Instant expires =
                    START.plus(
                            Duration.ofSeconds(Long.parseLong(token.substring("good-".length()))));
            if (!now.isBefore(expires)) {
                throw new ParseException("expired");
            }
            return new Principal(token, expires.getEpochSecond());
        }
    }

    private static final class Principal extends JWTCallerPrincipal {

        private final long expires;

        Principal(String token, long expires) {
            super(token, "caller");
            this.expires = expires;
        }

        @Override
        protected Collection<String> doGetClaimNames() {
            return List.of("exp");
        }

        @Override
        protected Object getClaimValue(String name) {
            return Objects.equals(name, "exp") ? expires : "";
        }
    }
}
