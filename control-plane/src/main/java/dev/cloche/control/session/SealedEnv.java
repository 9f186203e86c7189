package dev.cloche.control.session;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.cloche.control.kernel.Json;
import dev.cloche.control.kernel.Vault;
import java.util.Arrays;
import java.util.Map;

/// Environment variables as they are stored: sealed for the row that they belong to.
public final class SealedEnv {

    private static final TypeReference<Map<String, String>> STRINGS = new TypeReference<>() {};

    private final byte[] bytes;

    /// As it was read from a row.
    public SealedEnv(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /// Seals variables for the row with the given id.
    public static SealedEnv seal(Map<String, String> env, String id, Vault vault, Json json) {
        return new SealedEnv(vault.seal(json.write(env), id));
    }

    /// The variables again.
    public Map<String, String> open(String id, Vault vault, Json json) {
        return json.read(vault.open(bytes, id), STRINGS);
    }

    /// As it is written to a row.
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SealedEnv env && Arrays.equals(bytes, env.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
