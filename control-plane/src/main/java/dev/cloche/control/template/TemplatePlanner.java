package dev.cloche.control.template;

import dev.cloche.api.execution.Language;
import dev.cloche.api.template.Density;
import dev.cloche.api.template.Isolation;
import dev.cloche.api.template.PoolSize;
import dev.cloche.api.template.PoolWish;
import dev.cloche.api.template.ResourceLimits;
import dev.cloche.api.template.SecurityContext;
import dev.cloche.api.template.SecurityWish;
import dev.cloche.api.template.TemplateChange;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.web.EnvRules;
import dev.cloche.control.web.Words;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Checks what is asked of a template, beyond what [TemplateChange] says of its own parts, and
/// fills in what was left open. Pure.
final class TemplatePlanner {

    private static final int PLACES = 16;
    private static final Pattern POLICY = Pattern.compile(SecurityWish.POLICY);

    /// What a template says that says nothing.
    static final TemplateSpec BLANK =
            new TemplateSpec(
                    null,
                    List.of(),
                    new ResourceLimits("1", "512Mi", "1Gi", 128),
                    new SecurityContext(false, null, 128),
                    "python3.11",
                    300,
                    Map.of(),
                    Density.SHARED,
                    PLACES,
                    new PoolSize(0, 0, 8, 600),
                    List.of(Language.PYTHON, Language.SHELL),
                    null,
                    Isolation.FULL,
                    null,
                    null);

    private TemplatePlanner() {}

    /// @throws Refusal when something of it is not allowed
    static TemplateSpec plan(TemplateSpec now, TemplateChange asked) {
        checkNames(asked);
        List<Language> languages = languages(now, asked);
        List<PackageName> packages = packages(asked, languages);
        requireKnown(now, asked, languages);
        return new TemplateSpec(
                orElse(asked.baseImage(), now.baseImage()),
                require(asked.preInstalledPackages(), now.preInstalledPackages()),
                resources(asked.defaultResources(), now.defaultResources()),
                security(asked.securityContext(), now.securityContext()),
                runtimeType(asked, now, languages),
                require(asked.defaultTimeout(), now.defaultTimeout()),
                require(environment(asked), now.defaultEnvVars()),
                require(asked.density(), now.density()),
                now.places(),
                pool(asked.pool(), now.pool()),
                languages,
                preload(asked, now, languages),
                isolation(asked, now),
                asked.preInstalledPackages() == null ? now.install() : packages,
                asked.preInstalledPackages() == null ? now.unavailable() : null);
    }

    private static void checkNames(TemplateChange asked) {
        Words.requireStorable("name", asked.name());
        if (asked.name() != null && asked.name().isBlank()) {
            throw Refusal.invalid("Field 'name' must not be blank");
        }
    }

    private static List<Language> languages(TemplateSpec now, TemplateChange asked) {
        if (asked.languages() == null) {
            return now.languages();
        }
        if (Set.copyOf(asked.languages()).size() != asked.languages().size()) {
            throw Refusal.invalid("Field 'languages' names a language twice");
        }
        return List.copyOf(asked.languages());
    }

    private static List<PackageName> packages(TemplateChange asked, List<Language> languages) {
        if (asked.preInstalledPackages() == null) {
            return List.of();
        }
        return asked.preInstalledPackages().stream()
                .map(text -> PackageName.of(text, languages))
                .distinct()
                .toList();
    }

    /// Languages may go only with what needs them.
    private static void requireKnown(
            TemplateSpec now, TemplateChange asked, List<Language> languages) {
        if (asked.preInstalledPackages() == null && now.install() != null) {
            now.install()
                    .forEach(one ->
                            PackageName.of(
                                    one.language().wire() + ":" + one.requirement(), languages));
        }
    }

    private static ResourceLimits resources(@Nullable ResourceLimits asked, ResourceLimits now) {
        if (asked == null) {
            return now;
        }
        ResourceBounds.check("default_resources", asked);
        return ResourceBounds.fill(asked, now);
    }

    private static SecurityContext security(@Nullable SecurityWish asked, SecurityContext now) {
        if (asked == null) {
            return now;
        }
        if (Boolean.TRUE.equals(asked.networkEnabled())) {
            throw Refusal.invalid(
                    "Field 'security_context.network_enabled': runs have no network here");
        }
        if (asked.networkPolicy() != null && !POLICY.matcher(asked.networkPolicy()).matches()) {
            throw Refusal.invalid(
                    "Field 'security_context.network_policy' must match " + POLICY.pattern());
        }
        ResourceBounds.requireProcesses("security_context", asked.maxProcesses());
        return new SecurityContext(
                false,
                orElse(asked.networkPolicy(), now.networkPolicy()),
                orElse(asked.maxProcesses(), now.maxProcesses()));
    }

    private static String runtimeType(
            TemplateChange asked, TemplateSpec now, List<Language> languages) {
        if (asked.runtimeType() == null) {
            boolean onlyJavaScript =
                    asked.languages() != null
                            && languages.contains(Language.JAVASCRIPT)
                            && !languages.contains(Language.PYTHON);
            return onlyJavaScript ? "nodejs20" : now.runtimeType();
        }
        return asked.runtimeType();
    }

    private static @Nullable Map<String, String> environment(TemplateChange asked) {
        return asked.defaultEnvVars() == null
                ? null
                : EnvRules.check("default_env_vars", asked.defaultEnvVars());
    }

    private static PoolSize pool(@Nullable PoolWish asked, PoolSize now) {
        if (asked == null) {
            return now;
        }
        PoolSize pool =
                new PoolSize(
                        require(asked.target(), now.target()),
                        require(asked.min(), now.min()),
                        require(asked.max(), now.max()),
                        require(asked.idleSeconds(), now.idleSeconds()));
        boolean ordered =
                0 <= pool.min()
                        && pool.min() <= pool.target()
                        && pool.target() <= pool.max()
                        && pool.max() <= PoolWish.MOST;
        if (!ordered) {
            throw Refusal.invalid(
                    "Field 'pool' must have 0 <= min <= target <= max <= " + PoolWish.MOST);
        }
        if (pool.idleSeconds() < PoolWish.SHORTEST_IDLE
                || pool.idleSeconds() > PoolWish.LONGEST_IDLE) {
            throw Refusal.invalid("Field 'pool.idle_seconds' must be between 30 and 86400");
        }
        return pool;
    }

    private static @Nullable List<String> preload(
            TemplateChange asked, TemplateSpec now, List<Language> languages) {
        if (asked.preload() == null) {
            return now.preload();
        }
        if (!asked.preload().isEmpty() && !languages.contains(Language.PYTHON)) {
            throw Refusal.invalid("Field 'preload' is for templates with the language 'python'");
        }
        return asked.preload().stream().distinct().toList();
    }

    private static Isolation isolation(TemplateChange asked, TemplateSpec now) {
        if (asked.isolation() == Isolation.NONE) {
            throw Refusal.invalid(
                    "Field 'isolation' must be one of [full, shared_proc]: nothing runs without any");
        }
        return require(asked.isolation(), now.isolation());
    }

    private static <T> @Nullable T orElse(@Nullable T asked, @Nullable T now) {
        return asked == null ? now : asked;
    }

    private static <T> T require(@Nullable T asked, T now) {
        return asked == null ? Objects.requireNonNull(now) : asked;
    }
}
