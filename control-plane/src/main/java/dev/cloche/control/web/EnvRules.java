package dev.cloche.control.web;

import dev.cloche.control.kernel.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What environment variables of callers must look like.
public final class EnvRules {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int MAX_NAMES = 64;
    private static final int MAX_BYTES = 10 * 1024;

    private EnvRules() {}

    /// The same variables, none when absent.
    ///
    /// @throws Refusal when a name or the whole is not allowed
    public static Map<String, String> check(@Nullable Map<String, String> env) {
        return env == null ? Map.of() : check("env_vars", env);
    }

    /// The same variables.
    ///
    /// @param field that holds them in the request
    /// @throws Refusal when a name or the whole is not allowed
    public static Map<String, String> check(String field, Map<String, String> env) {
        if (env.size() > MAX_NAMES) {
            throw Refusal.invalid("Field '" + field + "' has more than " + MAX_NAMES + " names");
        }
        int bytes = 0;
        for (Map.Entry<String, String> variable : env.entrySet()) {
            if (!NAME.matcher(variable.getKey()).matches()) {
                throw Refusal.invalid("Field '" + field + "': a name must match " + NAME.pattern());
            }
            Words.requireStorable(field + "." + variable.getKey(), variable.getValue());
            bytes +=
                    variable.getKey().length()
                            + variable.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        if (bytes > MAX_BYTES) {
            throw Refusal.invalid(
                    "Field '" + field + "' has more than " + MAX_BYTES + " bytes in all");
        }
        return env;
    }
}
