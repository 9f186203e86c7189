package dev.cloche.control.template;

import dev.cloche.api.execution.Language;
import dev.cloche.control.kernel.Refusal;
import java.util.List;
import java.util.regex.Pattern;

/// A package that a template wants, as its language's installer is told: a name and versions, and
/// nothing that could be an option, a file or an address.
///
/// @param language whose package it is: Python or JavaScript
/// @param requirement `name`, `name[extra]`, `name==1.2` or `name>=1,<2` for Python; `name` or
///   `name@version` for JavaScript, where a name may have a scope
public record PackageName(Language language, String requirement) {

    private static final int LONGEST = 200;
    private static final Pattern PYTHON =
            Pattern.compile(
                    "[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?"
                            + "(\\[[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?(,[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)*])?"
                            + "((===?|~=|!=|>=?|<=?)[A-Za-z0-9][A-Za-z0-9.*+!_-]*"
                            + "(,(===?|~=|!=|>=?|<=?)[A-Za-z0-9][A-Za-z0-9.*+!_-]*)*)?");
    private static final Pattern JAVASCRIPT =
            Pattern.compile(
                    "(@[a-z0-9][a-z0-9._-]*/)?[a-z0-9][a-z0-9._-]*"
                            + "(@[\\^~]?[A-Za-z0-9][A-Za-z0-9.+-]*)?");

    /// Reads one as callers write it: with `python:` or `javascript:` before it, or without when
    /// the languages of its template leave no doubt; Python's wins.
    ///
    /// @throws Refusal when it is not allowed
    static PackageName of(String text, List<Language> languages) {
        int colon = text.indexOf(':');
        Language language =
                switch (colon < 0 ? "" : text.substring(0, colon)) {
                    case "python" -> Language.PYTHON;
                    case "javascript" -> Language.JAVASCRIPT;
                    case "" ->
                            languages.contains(Language.PYTHON)
                                    ? Language.PYTHON
                                    : Language.JAVASCRIPT;
                    default -> throw refusal("must be a name with an optional version");
                };
        if (!languages.contains(language)) {
            throw refusal("the template does not have the language '" + language.wire() + "'");
        }
        String requirement = text.substring(colon + 1);
        Pattern shape = language == Language.PYTHON ? PYTHON : JAVASCRIPT;
        if (requirement.length() > LONGEST || !shape.matcher(requirement).matches()) {
            throw refusal("must be a name with an optional version");
        }
        return new PackageName(language, requirement);
    }

    private static Refusal refusal(String why) {
        return Refusal.invalid("Field 'pre_installed_packages': a package " + why);
    }
}
