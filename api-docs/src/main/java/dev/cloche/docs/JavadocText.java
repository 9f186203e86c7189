package dev.cloche.docs;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A comment taken apart: what it says of the thing, and of each of its parameters. Lines are
/// joined to paragraphs, and references become plain names, since readers have no Java before them.
///
/// @param body what stands before the first tag
/// @param parameters what stands behind each `@param`
record JavadocText(String body, Map<String, String> parameters) {

    private static final Pattern REFERENCE = Pattern.compile("\\[#?([\\w.#]+)](?!\\()");
    private static final Pattern CAMEL = Pattern.compile("`([a-z]+(?:[A-Z][a-z]+)+)`");

    static JavadocText parse(String comment) {
        StringBuilder body = new StringBuilder();
        Map<String, StringBuilder> parameters = new LinkedHashMap<>();
        StringBuilder current = body;
        for (String line : comment.lines().map(String::strip).toList()) {
            if (line.startsWith("@param ")) {
                String[] words = line.split("\\s+", 3);
                current = new StringBuilder(words.length > 2 ? words[2] : "");
                parameters.put(words[1], current);
            } else if (line.startsWith("@")) {
                current = new StringBuilder();
            } else if (line.isEmpty()) {
                current.append("\n\n");
            } else {
                current.append(current.isEmpty() || endsLine(current) ? "" : " ").append(line);
            }
        }
        Map<String, String> described = new LinkedHashMap<>();
        parameters.forEach((name, text) -> described.put(name, plain(text)));
        return new JavadocText(plain(body), Map.copyOf(described));
    }

    private static boolean endsLine(StringBuilder text) {
        return text.charAt(text.length() - 1) == '\n';
    }

    private static String plain(CharSequence text) {
        String named = REFERENCE.matcher(text.toString().strip()).replaceAll(JavadocText::lastName);
        return CAMEL.matcher(named).replaceAll(found -> "`" + snake(found.group(1)) + "`");
    }

    private static String lastName(java.util.regex.MatchResult found) {
        String name = found.group(1);
        return Matcher.quoteReplacement("`" + name.substring(name.lastIndexOf('.') + 1) + "`");
    }

    static String snake(String camel) {
        return camel.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
