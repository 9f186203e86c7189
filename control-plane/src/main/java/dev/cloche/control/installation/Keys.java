package dev.cloche.control.installation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;

/// The keys of an installation, made once: a pair for access tokens, and a secret for sealing and
/// deriving.
///
/// RS256 with 2048 bits: verifying, which every request pays, is several times cheaper than with
/// ES256.
///
/// @param signing PKCS#8, PEM: whoever has it can make access tokens
/// @param verifying X.509, PEM
/// @param secret 32 bytes, Base64
record Keys(Path signing, Path verifying, Path secret) {

    private static final int RSA_BITS = 2048;
    private static final int SECRET_BYTES = 32;

    /// The keys in a directory; those that are missing are made.
    static Keys in(Path directory) throws IOException {
        Keys keys = named(directory);
        if (!Files.exists(keys.signing) || !Files.exists(keys.verifying)) {
            keys.write(generate());
        }
        if (!Files.exists(keys.secret)) {
            byte[] bytes = new byte[SECRET_BYTES];
            new SecureRandom().nextBytes(bytes);
            write(keys.secret, Base64.getEncoder().encodeToString(bytes) + "\n");
        }
        return keys;
    }

    /// Where the keys of a directory are, or will be.
    static Keys named(Path directory) {
        return new Keys(
                directory.resolve("jwt-private.pem"),
                directory.resolve("jwt-public.pem"),
                directory.resolve("installation.key"));
    }

    /// Writes the pair for access tokens.
    void write(KeyPair pair) throws IOException {
        // The signing key last: where it is, the other one is too.
        write(verifying, pem("PUBLIC KEY", pair.getPublic().getEncoded()));
        write(signing, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    }

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(RSA_BITS);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has RSA", e);
        }
    }

    private static String pem(String kind, byte[] bytes) {
        String body =
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                        .encodeToString(bytes);
        return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    }

    /// Writes a file that nobody else may read, as a whole.
    static void write(Path file, String text) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(
                draft,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, text);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
