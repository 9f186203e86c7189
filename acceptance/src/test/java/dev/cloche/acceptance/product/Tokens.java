package dev.cloche.acceptance.product;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/// Access tokens: those that whoever runs the product can make, and forgeries.
public final class Tokens {

    private final Path keys;

    Tokens(Path keys) {
        this.keys = keys;
    }

    /// The claims of an ordinary token of a tenant, valid for an hour.
    public static JwtClaims claims(String tenant, String... roles) {
        var claims = new JwtClaims();
        claims.setIssuer("cloche");
        claims.setSubject("acceptance");
        claims.setStringListClaim("groups", List.of(roles));
        claims.setStringClaim("tenant", tenant);
        claims.setIssuedAtToNow();
        claims.setExpirationTimeMinutesInTheFuture(60);
        claims.setGeneratedJwtId();
        return claims;
    }

    /// Signed by the product's own key.
    public String signed(JwtClaims claims) {
        return compact(claims, AlgorithmIdentifiers.RSA_USING_SHA256, privateKey());
    }

    /// Signed by a key that nobody knows.
    public static String foreign(JwtClaims claims) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return compact(
                    claims,
                    AlgorithmIdentifiers.RSA_USING_SHA256,
                    generator.generateKeyPair().getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot make a key", e);
        }
    }

    /// Not signed at all, and honest about it.
    public static String unsigned(JwtClaims claims) {
        return compact(claims, AlgorithmIdentifiers.NONE, null);
    }

    /// Signed by the public key used as if it were a shared secret.
    public String confused(JwtClaims claims) {
        byte[] secret = pem("jwt-public.pem").getBytes(StandardCharsets.UTF_8);
        return compact(claims, AlgorithmIdentifiers.HMAC_SHA256, new HmacKey(secret));
    }

    private static String compact(JwtClaims claims, String algorithm, @Nullable Key key) {
        var signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setKey(key);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("cannot sign", e);
        }
    }

    private PrivateKey privateKey() {
        String body = pem("jwt-private.pem").replaceAll("-----[A-Z ]+-----", "");
        byte[] encoded = Base64.getMimeDecoder().decode(body);
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("not a private key", e);
        }
    }

    private String pem(String name) {
        try {
            return Files.readString(keys.resolve(name));
        } catch (IOException e) {
            throw new IllegalStateException("no key " + name, e);
        }
    }
}
