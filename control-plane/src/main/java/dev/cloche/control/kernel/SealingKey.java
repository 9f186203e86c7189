package dev.cloche.control.kernel;

import java.util.Arrays;
import java.util.regex.Pattern;

/// A key that seals, with the name that what it sealed carries.
public final class SealingKey {

    static final int LEAST_BYTES = 32;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,32}");

    private final String id;
    private final byte[] bytes;

    /// @param id 1 to 32 letters, digits, `_` and `-`
    /// @param bytes at least 32 random ones
    public SealingKey(String id, byte[] bytes) {
        if (!NAME.matcher(id).matches()) {
            throw new IllegalArgumentException("the name of a key must match " + NAME);
        }
        if (bytes.length < LEAST_BYTES) {
            throw new IllegalArgumentException("the key " + id + " has less than 32 bytes");
        }
        this.id = id;
        this.bytes = bytes.clone();
    }

    String id() {
        return id;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SealingKey key
                && id.equals(key.id)
                && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /// Without the key itself.
    @Override
    public String toString() {
        return "SealingKey[" + id + "]";
    }
}
