package dev.cloche.control.session;

import dev.cloche.api.dependency.Dependency;
import dev.cloche.api.execution.Language;
import dev.cloche.control.kernel.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Which packages may be asked for: a name and versions, and nothing that pip or npm could take for
/// an option, a file or an address.
public final class DependencyRules {

    /// Of one session.
    public static final int MOST = 50;

    private static final int LONGEST = 100;
    private static final String WORD = "[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?";
    private static final Pattern PYTHON_NAME =
            Pattern.compile(WORD + "(\\[" + WORD + "(," + WORD + ")*])?");
    private static final String CONDITION = "(===?|~=|!=|>=?|<=?)[A-Za-z0-9][A-Za-z0-9.*+!_-]*";
    private static final Pattern PYTHON_VERSION =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9.+!_-]*|" + CONDITION + "(," + CONDITION + ")*");
    private static final Pattern JAVASCRIPT_NAME =
            Pattern.compile("(@[a-z0-9][a-z0-9._-]*/)?[a-z0-9][a-z0-9._-]*");
    private static final Pattern JAVASCRIPT_VERSION =
            Pattern.compile("[\\^~]?[A-Za-z0-9][A-Za-z0-9.+-]*");
    // Both installers take a name for that of a file when it ends like one.
    private static final Pattern FILE =
            Pattern.compile(
                    "(?i).*\\.(whl|zip|tar|tgz|tbz|txz|tlz|tar\\.(gz|bz2|xz|lz|lzma)|egg)(\\[.*)?");
    private static final Pattern GLUED =
            Pattern.compile("([A-Za-z][A-Za-z_-]*)([0-9]+(\\.[0-9]+)+)");

    private DependencyRules() {}

    /// What was asked for, each with its language.
    ///
    /// @param languages those of the session
    /// @throws Refusal when one of them is not allowed
    public static List<Dependency> check(List<Dependency> asked, List<Language> languages) {
        Map<String, Dependency> all = new LinkedHashMap<>();
        for (int at = 0; at < asked.size(); at++) {
            Dependency one = check("dependencies[" + at + "]", asked.get(at), languages);
            if (all.put(key(one), one) != null) {
                throw refusal("dependencies[" + at + "].name", "the package is named twice");
            }
        }
        return List.copyOf(all.values());
    }

    /// Those that are there and more, which win.
    ///
    /// @throws Refusal when they are too many
    public static List<Dependency> merge(List<Dependency> there, List<Dependency> more) {
        Map<String, Dependency> all = new LinkedHashMap<>();
        there.forEach(one -> all.put(key(one), one));
        more.forEach(one -> all.put(key(one), one));
        if (all.size() > MOST) {
            throw refusal("dependencies", "a session has at most " + MOST + " packages");
        }
        return List.copyOf(all.values());
    }

    /// As the installers are told those of a language.
    public static List<String> requirements(List<Dependency> all, Language language) {
        List<String> told = new ArrayList<>();
        for (Dependency one : all) {
            if (one.language() == language) {
                told.add(one.name() + condition(one.version(), language));
            }
        }
        return List.copyOf(told);
    }

    private static String condition(@Nullable String version, Language language) {
        if (version == null) {
            return "";
        }
        if (language == Language.JAVASCRIPT) {
            return "@" + version;
        }
        return Character.isLetterOrDigit(version.charAt(0)) ? "==" + version : version;
    }

    private static Dependency check(String field, Dependency asked, List<Language> languages) {
        Language language = language(field, asked.language(), languages);
        boolean python = language == Language.PYTHON;
        requireName(field + ".name", asked.name(), python ? PYTHON_NAME : JAVASCRIPT_NAME);
        if (asked.version() != null) {
            requireVersion(
                    field + ".version",
                    asked.version(),
                    python ? PYTHON_VERSION : JAVASCRIPT_VERSION);
        }
        return new Dependency(asked.name(), asked.version(), language);
    }

    private static Language language(
            String field, @Nullable Language asked, List<Language> languages) {
        if (asked == Language.SHELL) {
            throw refusal(field + ".language", "must be python or javascript");
        }
        Language language =
                asked == null && !languages.contains(Language.PYTHON)
                        ? Language.JAVASCRIPT
                        : asked == null ? Language.PYTHON : asked;
        if (!languages.contains(language)) {
            throw refusal(
                    field + ".language",
                    "the template does not have the language '" + language.wire() + "'");
        }
        return language;
    }

    private static void requireName(String field, String name, Pattern shape) {
        var glued = GLUED.matcher(name);
        if (glued.matches()) {
            throw refusal(
                    field,
                    "name and version belong in two fields: name '%s', version '%s'"
                            .formatted(glued.group(1), glued.group(2)));
        }
        if (name.length() > LONGEST
                || !shape.matcher(name).matches()
                || FILE.matcher(name).matches()) {
            throw refusal(
                    field,
                    "must be the name of a package: no option, version, file, address or space");
        }
    }

    private static void requireVersion(String field, String version, Pattern shape) {
        if (version.length() > LONGEST
                || !shape.matcher(version).matches()
                || FILE.matcher(version).matches()) {
            throw refusal(field, "must be a version, such as 1.2.3, or conditions on it");
        }
    }

    // Names of Python packages that differ in this are the same.
    private static String key(Dependency one) {
        String bare = one.name().replaceAll("\\[.*", "");
        return one.language() == Language.PYTHON
                ? "python " + bare.toLowerCase(Locale.ROOT).replaceAll("[._-]+", "-")
                : "javascript " + bare;
    }

    private static Refusal refusal(String field, String why) {
        return Refusal.invalid("Field '" + field + "': " + why);
    }
}
