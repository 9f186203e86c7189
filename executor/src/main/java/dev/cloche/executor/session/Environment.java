package dev.cloche.executor.session;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.executor.kernel.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/// The environment of a run, from those who may say something about it; the last one wins.
public final class Environment {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int LONGEST_VALUE = 100 * 1024;
    private static final int MOST_BYTES = 512 * 1024;
    private static final Map<String, String> ALWAYS =
            Map.of(
                    "PATH", "/usr/local/bin:/usr/bin:/bin",
                    "HOME", "/workspace",
                    "USER", "sandbox",
                    "LANG", "C.UTF-8",
                    "TMPDIR", "/tmp");

    private Environment() {}

    /// What a run gets.
    public static Map<String, String> of(Map<String, String> session, Map<String, String> request) {
        Map<String, String> all = new HashMap<>(ALWAYS);
        all.putAll(session);
        all.putAll(request);
        return Map.copyOf(all);
    }

    /// Refuses what cannot be the environment of a process.
    public static void check(Map<String, String> values) {
        long total = 0;
        for (Map.Entry<String, String> one : values.entrySet()) {
            if (!NAME.matcher(one.getKey()).matches()) {
                throw invalid("env_vars: a name must match " + NAME.pattern());
            }
            if (one.getValue().indexOf('\0') >= 0) {
                throw invalid("env_vars: the value of " + one.getKey() + " contains NUL");
            }
            int bytes = one.getValue().getBytes(StandardCharsets.UTF_8).length;
            if (bytes > LONGEST_VALUE) {
                throw invalid("env_vars: the value of " + one.getKey() + " is too long");
            }
            total += bytes + one.getKey().length();
        }
        if (total > MOST_BYTES) {
            throw invalid("env_vars: more than " + MOST_BYTES + " bytes together");
        }
    }

    private static Refusal invalid(String detail) {
        return new Refusal(ErrorCode.EXECUTOR_VALIDATION, detail);
    }
}
