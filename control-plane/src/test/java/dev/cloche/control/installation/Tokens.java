package dev.cloche.control.installation;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/// Access tokens of the installation under test.
public final class Tokens {

    private Tokens() {}

    /// A token that is good for an hour.
    public static String of(String tenant, String... roles) {
        var claims = new JwtClaims();
        claims.setIssuer("cloche");
        claims.setSubject("test");
        claims.setStringListClaim("groups", List.of(roles));
        claims.setStringClaim("tenant", tenant);
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(60);
        claims.setGeneratedJwtId();
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue("RS256");
        try {
            String verifying =
                    ConfigProvider.getConfig()
                            .getValue("mp.jwt.verify.publickey.location", String.class);
            Path key = Path.of(URI.create(verifying)).resolveSibling("jwt-private.pem");
            String pem = Files.readString(key).replaceAll("-----[A-Z ]+-----", "");
            signature.setKey(
                    KeyFactory.getInstance("RSA")
                            .generatePrivate(
                                    new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem))));
            return signature.getCompactSerialization();
        } catch (IOException | GeneralSecurityException | JoseException e) {
            throw new IllegalStateException("cannot sign", e);
        }
    }
}
