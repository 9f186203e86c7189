package dev.cloche.cli.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloche.cli.kernel.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SigningKeyTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @TempDir private Path directory;
    private KeyPair pair;

    @BeforeEach
    void makeKeys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        pair = generator.generateKeyPair();
        String base64 = Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded());
        Files.createDirectories(directory.resolve("keys"));
        Files.writeString(
                directory.resolve("keys/jwt-private.pem"),
                "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n");
    }

    @Test
    void aTokenSaysWhoAndWhatAndHowLong() throws Exception {
        SigningKey key = SigningKey.of(new DataDirectory(directory), CLOCK);

        String token = key.token(new TokenClaims("ada", "acme", Role.USER, Duration.ofMinutes(30)));

        JwtClaims claims = consumer().processToClaims(token);
        assertThat(claims.getIssuer()).isEqualTo("cloche");
        assertThat(claims.getSubject()).isEqualTo("ada");
        assertThat(claims.getStringClaimValue("tenant")).isEqualTo("acme");
        assertThat(claims.getStringListClaimValue("groups")).containsExactly("user");
        assertThat(claims.getIssuedAt().getValue()).isEqualTo(NOW.getEpochSecond());
        assertThat(claims.getExpirationTime().getValue()).isEqualTo(NOW.getEpochSecond() + 1800);
        assertThat(claims.getJwtId()).isNotBlank();
    }

    @Test
    void anAdminIsAUserToo() throws Exception {
        SigningKey key = SigningKey.of(new DataDirectory(directory), CLOCK);

        String token =
                key.token(new TokenClaims("ada", "acme", Role.ADMIN, Duration.ofMinutes(30)));

        JwtClaims claims = consumer().processToClaims(token);
        assertThat(claims.getStringListClaimValue("groups")).containsExactly("user", "admin");
    }

    @Test
    void noTwoTokensAreTheSame() {
        SigningKey key = SigningKey.of(new DataDirectory(directory), CLOCK);
        TokenClaims claims = TokenClaims.own(Duration.ofHours(1));

        String first = key.token(claims);

        assertThat(key.token(claims)).isNotEqualTo(first);
    }

    @Test
    void aSpoiltKeyIsNamed() throws Exception {
        Files.writeString(directory.resolve("keys/jwt-private.pem"), "not a key at all");

        assertThatThrownBy(() -> SigningKey.of(new DataDirectory(directory), CLOCK))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("jwt-private.pem is not an RSA key");
    }

    @Test
    void aSubjectOfSeveralLinesIsRefused() {
        assertThatThrownBy(() -> new TokenClaims("a\nb", "acme", Role.USER, Duration.ofMinutes(1)))
                .isInstanceOf(Refusal.class);
    }

    private JwtConsumer consumer() {
        return new JwtConsumerBuilder()
                .setVerificationKey(pair.getPublic())
                .setJwsAlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, "RS256")
                .setEvaluationTime(NumericDate.fromSeconds(NOW.getEpochSecond()))
                .setExpectedIssuer("cloche")
                .build();
    }
}
