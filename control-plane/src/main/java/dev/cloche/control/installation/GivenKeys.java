package dev.cloche.control.installation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/// Keys that were made elsewhere, such as in a Secret that several control planes see.
///
/// @param pair for access tokens, RSA with at least 2048 bits
/// @param secret at least 32 bytes, Base64
record GivenKeys(KeyPair pair, String secret) {

    private static final int RSA_BITS = 2048;
    private static final int SECRET_BYTES = 32;

    // A version and the name of the algorithm, which PKCS#8 puts before what PKCS#1 has (RFC 5208,
    // section 5; RFC 8017, appendix C).
    private static final byte[] RSA =
            HexFormat.of().parseHex("020100" + "300d06092a864886f70d0101010500");
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;

    /// The keys in a directory, `jwt-private.pem` (PKCS#8, or PKCS#1 as Helm makes it) and
    /// `installation.key`.
    ///
    /// @throws UnusableConfiguration when one of them is missing or is none
    static GivenKeys in(Path directory) throws IOException {
        Keys files = Keys.named(directory);
        return new GivenKeys(
                pair(files.signing(), read(files.signing())),
                secret(files.secret(), read(files.secret())));
    }

    /// Writes them down as [Keys] has them.
    void copyTo(Path directory) throws IOException {
        Keys files = Keys.named(directory);
        files.write(pair);
        Keys.write(files.secret(), secret);
    }

    private static String read(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new UnusableConfiguration("cloche.keys: there is no " + file + " to read");
        }
        return Files.readString(file);
    }

    private static String secret(Path file, String text) {
        try {
            if (Base64.getDecoder().decode(text.strip()).length >= SECRET_BYTES) {
                return text.strip() + "\n";
            }
        } catch (IllegalArgumentException e) {
            // The same complaint as for one that is too short.
        }
        throw new UnusableConfiguration(
                "cloche.keys: %s must hold at least %d bytes in Base64"
                        .formatted(file, SECRET_BYTES));
    }

    private static KeyPair pair(Path file, String pem) {
        try {
            byte[] bytes =
                    Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "").strip());
            byte[] pkcs8 = pem.contains("BEGIN RSA PRIVATE KEY") ? pkcs8(bytes) : bytes;
            KeyFactory rsa = KeyFactory.getInstance("RSA");
            if (rsa.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)) instanceof RSAPrivateCrtKey key
                    && key.getModulus().bitLength() >= RSA_BITS) {
                var half = new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent());
                return new KeyPair(rsa.generatePublic(half), key);
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // The same complaint as for one that is too short.
        }
        throw new UnusableConfiguration(
                "cloche.keys: %s must be an RSA key with at least %d bits, in PEM"
                        .formatted(file, RSA_BITS));
    }

    private static byte[] pkcs8(byte[] pkcs1) {
        var content = new ByteArrayOutputStream();
        content.writeBytes(RSA);
        content.writeBytes(der(OCTETS, pkcs1));
        return der(SEQUENCE, content.toByteArray());
    }

    // With a length of two bytes, which every RSA key of use has.
    private static byte[] der(int tag, byte[] content) {
        var all = new ByteArrayOutputStream();
        all.write(tag);
        all.write(0x82);
        all.write(content.length >> 8);
        all.write(content.length);
        all.writeBytes(content);
        return all.toByteArray();
    }
}
