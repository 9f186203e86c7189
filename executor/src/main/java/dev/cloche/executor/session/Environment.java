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
    private static final String MODULES = "PYTHONPATH";
    private static final Map<String, String> ALWAYS =
            Map.of(
                    "PATH", "/usr/local/bin:/usr/bin:/bin",
                    "HOME", "/workspace",
                    "USER", "sandbox",
                    "LANG", "C.UTF-8",
                    "TMPDIR", "/tmp",
                    // Libraries start a thread for each core of the machine otherwise, all of which
                    // share the few cores of a session.
                    "OPENBLAS_NUM_THREADS", "1",
                    "OMP_NUM_THREADS", "1",
                    "MPLBACKEND", "Agg");

    // What interpreters, and libraries that are imported in advance, read when they start.
    private static final Pattern READ_AT_START =
            Pattern.compile(
                    "PYTHON.*|NODE_.*|UV_.*|LD_.*|LC_.*|MALLOC_.*|GLIBC_.*|OPENBLAS_.*|OMP_.*|MKL_.*"
                            + "|NUMEXPR_.*|GOTO_.*|BLIS_.*|NPY_.*|PANDAS_.*|MPL.*|OPENSSL_.*|SSL_.*"
                            + "|LANG|LANGUAGE|TZ|HOME|BASH_ENV|ENV");

    private Environment() {}

    /// What a run gets.
    ///
    /// @param base what is there before anybody says something
    public static Map<String, String> of(
            Map<String, String> base, Map<String, String> session, Map<String, String> request) {
        Map<String, String> all = new HashMap<>(base);
        all.putAll(session);
        all.putAll(request);
        String installed = base.get(MODULES);
        if (installed != null && !installed.equals(all.get(MODULES))) {
            // Whoever adds places of modules does not mean to lose those of the template.
            all.merge(MODULES, installed, (own, theirs) -> own + ":" + theirs);
        }
        return Map.copyOf(all);
    }

    /// What is there before anybody says something, where packages were installed for the template.
    public static Map<String, String> withInstalled() {
        Map<String, String> all = new HashMap<>(ALWAYS);
        all.put(MODULES, "/environment/python/packages");
        all.put(
                "PATH",
                "/environment/python/bin:/environment/javascript/node_modules/.bin:"
                        + ALWAYS.get("PATH"));
        return Map.copyOf(all);
    }

    /// The same where packages were installed for the session itself, which come first.
    ///
    /// @param packages where runs find them
    public static Map<String, String> withPackages(Map<String, String> base, String packages) {
        Map<String, String> all = new HashMap<>(base);
        all.merge(MODULES, packages + "/python", (theirs, own) -> own + ":" + theirs);
        all.merge(
                "PATH",
                packages + "/python/bin:" + packages + "/javascript/node_modules/.bin",
                (theirs, own) -> own + ":" + theirs);
        return Map.copyOf(all);
    }

    /// What is there before anybody says something.
    public static Map<String, String> always() {
        return ALWAYS;
    }

    /// Whether an interpreter that was started before its environment was known would have started
    /// otherwise with this one.
    ///
    /// @param base with which it was started
    public static boolean concernsStart(Map<String, String> base, Map<String, String> all) {
        return all.entrySet().stream()
                .anyMatch(one ->
                        READ_AT_START.matcher(one.getKey()).matches()
                                && !one.getValue().equals(base.get(one.getKey())));
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
