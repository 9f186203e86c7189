package dev.cloche.control.kernel;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// A value that must not be seen: it prints as `Secret[…]`.
public record Secret(String value) {

    /// What of it may be stored: SHA-256. Enough for random secrets of 256 bits, which cannot be
    /// guessed from their hash; not for passwords.
    public byte[] hash() {
        return sha256(value.getBytes(StandardCharsets.UTF_8));
    }

    /// SHA-256 of anything.
    public static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "Secret[…]";
    }
}
