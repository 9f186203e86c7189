package dev.cloche.control.kernel;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Seals what must be stored but not read from the database, and derives what need not be stored at
/// all. What is derived comes from the key of the installation; what is sealed is sealed with the
/// newest of the sealing keys, and with the key of the installation while there are none.
///
/// Sealed form: one byte of version; with version 2 the name of the key, after its length; 12 bytes
/// of nonce, AES-256-GCM. The label (the row that it belongs to) is authenticated, so that sealed
/// values cannot be moved from row to row; so is the name of the key.
public final class Vault {

    private static final byte OWN_KEY = 1;
    private static final byte NAMED_KEY = 2;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final byte[] own;
    private final SecretKeySpec ownSealing;
    private final Map<String, SecretKeySpec> named = new LinkedHashMap<>();
    private final @Nullable SealingKey newest;

    /// @param key of the installation: at least 32 random bytes
    public Vault(byte[] key) {
        this(key, List.of());
    }

    /// @param key of the installation: at least 32 random bytes
    /// @param sealing the newest first: it seals; all open
    public Vault(byte[] key, List<SealingKey> sealing) {
        if (key.length < SealingKey.LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "the key of the installation has less than 32 bytes");
        }
        this.own = key.clone();
        this.ownSealing = sealingKey(own);
        for (SealingKey one : sealing) {
            if (named.put(one.id(), sealingKey(one.bytes())) != null) {
                throw new IllegalArgumentException("two sealing keys are called " + one.id());
            }
        }
        this.newest = sealing.isEmpty() ? null : sealing.getFirst();
    }

    /// A token for a purpose and a subject, the same at every call.
    public Secret derive(String purpose, String subject) {
        byte[] bytes = hmac(own, purpose + "\0" + subject);
        return new Secret(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /// Seals a text for the row that the label names.
    public byte[] seal(String text, String label) {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        byte[] head = head();
        byte[] sealed =
                cipher(
                        Cipher.ENCRYPT_MODE,
                        keyOf(head),
                        nonce,
                        authenticated(head, label),
                        text.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.allocate(head.length + NONCE + sealed.length)
                .put(head)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /// Opens what [#seal] made.
    ///
    /// @throws IllegalStateException when it was sealed with a key that is not here, or for another
    ///   label
    public String open(byte[] sealed, String label) {
        byte[] head = headOf(sealed);
        ByteBuffer buffer = ByteBuffer.wrap(sealed).position(head.length);
        byte[] nonce = new byte[NONCE];
        buffer.get(nonce);
        byte[] rest = new byte[buffer.remaining()];
        buffer.get(rest);
        byte[] text =
                cipher(Cipher.DECRYPT_MODE, keyOf(head), nonce, authenticated(head, label), rest);
        return new String(text, StandardCharsets.UTF_8);
    }

    private byte[] head() {
        if (newest == null) {
            return new byte[] {OWN_KEY};
        }
        byte[] name = newest.id().getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(2 + name.length)
                .put(NAMED_KEY)
                .put((byte) name.length)
                .put(name)
                .array();
    }

    private static byte[] headOf(byte[] sealed) {
        int length =
                switch (sealed.length < 2 ? 0 : sealed[0]) {
                    case OWN_KEY -> 1;
                    case NAMED_KEY -> 2 + sealed[1];
                    default -> throw new IllegalStateException("not a sealed value");
                };
        if (length < 1 || sealed.length <= length + NONCE) {
            throw new IllegalStateException("not a sealed value");
        }
        return Arrays.copyOf(sealed, length);
    }

    private SecretKeySpec keyOf(byte[] head) {
        if (head.length == 1) {
            return ownSealing;
        }
        String name = new String(head, 2, head.length - 2, StandardCharsets.US_ASCII);
        SecretKeySpec key = named.get(name);
        if (key == null) {
            throw new IllegalStateException(
                    "a value is sealed with the key '" + name + "', which is not configured");
        }
        return key;
    }

    private static byte[] authenticated(byte[] head, String label) {
        byte[] name = label.getBytes(StandardCharsets.UTF_8);
        return head.length == 1
                ? name
                : ByteBuffer.allocate(head.length + name.length).put(head).put(name).array();
    }

    private static byte[] cipher(
            int mode, SecretKeySpec key, byte[] nonce, byte[] authenticated, byte[] input) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(authenticated);
            return cipher.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "a sealed value cannot be read with this installation's key", e);
        }
    }

    private static SecretKeySpec sealingKey(byte[] key) {
        return new SecretKeySpec(hmac(key, "seal"), "AES");
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
