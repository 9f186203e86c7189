package dev.cloche.control.execution;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;

/// A user's token as this installation signs it.
final class SignedToken {

    private SignedToken() {}

    /// @param verifyingKey where the public key is; the other lies beside it
    static String of(String verifyingKey, String tenant) {
        var claims = new JwtClaims();
        claims.setIssuer("cloche");
        claims.setSubject("test");
        claims.setStringListClaim("groups", List.of("user"));
        claims.setStringClaim("tenant", tenant);
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(60);
        claims.setGeneratedJwtId();
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue("RS256");
        try {
            Path key = Path.of(URI.create(verifyingKey)).resolveSibling("jwt-private.pem");
            byte[] der =
                    Base64.getMimeDecoder()
                            .decode(Files.readString(key).replaceAll("-----[A-Z ]+-----", ""));
            signature.setKey(
                    KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der)));
            return signature.getCompactSerialization();
        } catch (IOException | GeneralSecurityException | JoseException e) {
            throw new IllegalStateException("cannot sign", e);
        }
    }
}
