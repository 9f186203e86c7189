package dev.cloche.control.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals what must be stored but not read from the database, and derives what need not be stored at
/// all; both from the key of the installation.
///
/// Sealed form: one byte of version, 12 bytes of nonce, AES-256-GCM. The label (the row that it
/// belongs to) is authenticated, so that sealed values cannot be moved from row to row.
public final class Vault {

    private static final byte VERSION = 1;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final byte[] key;
    private final SecretKeySpec sealing;

    /// @param key at least 32 random bytes
    public Vault(byte[] key) {
        if (key.length < 32) {
            throw new IllegalArgumentException(
                    "the key of the installation has less than 32 bytes");
        }
        this.key = key.clone();
        this.sealing = new SecretKeySpec(hmac(this.key, "seal"), "AES");
    }

    /// A token for a purpose and a subject, the same at every call.
    public Secret derive(String purpose, String subject) {
        byte[] bytes = hmac(key, purpose + "\0" + subject);
        return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /// Seals a text for the row that the label names.
    public byte[] seal(String text, String label) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] sealed =
                cipher(Cipher.ENCRYPT_MODE, nonce, label, text.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(1 + NONCE + sealed.length)
                .put(VERSION)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /// Opens what [#seal] made.
    ///
    /// @throws IllegalStateException when it was sealed with another key or for another label
    public String open(byte[] sealed, String label) {
        if (sealed.length <= 1 + NONCE || sealed[0] != VERSION) {
            throw new IllegalStateException("not a sealed value");
        }
        ByteBuffer buffer = ByteBuffer.wrap(sealed).position(1);
        byte[] nonce = new byte[NONCE];
        buffer.get(nonce);
        byte[] rest = new byte[buffer.remaining()];
        buffer.get(rest);
        return new String(cipher(Cipher.DECRYPT_MODE, nonce, label, rest), StandardCharsets.UTF_8);
    }

    private byte[] cipher(int mode, byte[] nonce, String label, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, sealing, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(label.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "a sealed value cannot be read with this installation's key", e);
        }
    }

    private static byte[] hmac(byte[] key, String message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(message.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
