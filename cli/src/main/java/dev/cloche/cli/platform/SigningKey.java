package dev.cloche.cli.platform;

import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/// The key of a data directory, which makes the tokens that its platform accepts.
public final class SigningKey {
    private static final String ISSUER = "cloche";

    private final PrivateKey key;
    private final Clock clock;

    SigningKey(PrivateKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    /// Reads the key; the platform makes it at its first start.
    public static SigningKey of(DataDirectory data, Clock clock) {
        Path file = data.privateKey();
        try {
            return new SigningKey(parse(Files.readString(file)), clock);
        } catch (NoSuchFileException e) {
            throw new Refusal(
                    Exit.FAILED,
                    "there is no key in "
                            + data.path()
                            + "; start the platform with `./cloche up` first",
                    e);
        } catch (IOException e) {
            throw new Refusal(Exit.FAILED, "cannot read the key: " + DataDirectory.reason(e), e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new Refusal(Exit.FAILED, file + " is not an RSA key in PKCS#8 PEM", e);
        }
    }

    private static PrivateKey parse(String pem) throws GeneralSecurityException {
        String base64 = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "");
        byte[] der = Base64.getMimeDecoder().decode(base64);
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    /// A signed token.
    public String token(TokenClaims wanted) {
        Instant now = clock.instant();
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setSubject(wanted.subject());
        claims.setStringListClaim("groups", wanted.role().groups());
        claims.setStringClaim("tenant", wanted.tenant());
        claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
        claims.setExpirationTime(
                NumericDate.fromSeconds(now.plus(wanted.lifetime()).getEpochSecond()));
        claims.setGeneratedJwtId();
        JsonWebSignature signature = new JsonWebSignature();
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        signature.setHeader("typ", "JWT");
        signature.setPayload(claims.toJson());
        signature.setKey(key);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new Refusal(Exit.FAILED, "the key of this data directory cannot sign", e);
        }
    }
}
