package dev.cloche.executor.dependency;

import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/// What pip or npm complained of: their own words, without what is nobody's business.
final class Complaint {

    /// Characters, at most.
    static final int LONGEST = 2000;

    private static final Pattern BEGIN =
            Pattern.compile("\\s*(ERROR|error:|npm (error|ERR!)|npm is not).*");
    private static final Pattern NOISE =
            Pattern.compile(".*(A complete log of this run|\\[notice]|cloche-debug).*");
    private static final Pattern CONTROL =
            Pattern.compile("\u001b\\[[0-9;]*[A-Za-z]|[\\p{Cntrl}&&[^\n\t]]");
    private static final Pattern INNER =
            Pattern.compile(
                    "(?:/workspace|/run/cloche|/environment|/usr/lib/python3|/tmp)(?:/[^/\\s'\":,()]*)*/?");
    private static final Pattern CREDENTIALS = Pattern.compile("(://)[^/\\s@]*@");
    private static final int LINES_WITHOUT_BEGIN = 10;

    private Complaint() {}

    /// The part of the output that says what went wrong.
    ///
    /// @param secrets that may stand in it
    static String of(String output, Collection<String> secrets) {
        List<String> lines =
                CONTROL.matcher(output)
                        .replaceAll("")
                        .lines()
                        .filter(line -> !line.isBlank() && !NOISE.matcher(line).matches())
                        .toList();
        List<String> told = new ArrayList<>();
        for (String line : lines) {
            if (!told.isEmpty() || BEGIN.matcher(line).matches()) {
                told.add(line);
            }
        }
        if (told.isEmpty()) {
            told = lines.subList(Math.max(0, lines.size() - LINES_WITHOUT_BEGIN), lines.size());
        }
        return shortened(cleaned(String.join("\n", told), secrets));
    }

    /// What stands before the `@` of addresses.
    static List<String> secretsIn(Collection<String> values) {
        List<String> secrets = new ArrayList<>();
        for (String value : values) {
            String info = userInfo(value);
            if (!info.isEmpty()) {
                secrets.add(info);
                secrets.add(info.substring(info.indexOf(':') + 1));
            }
        }
        return secrets.stream().filter(secret -> !secret.isEmpty()).toList();
    }

    private static String userInfo(String address) {
        try {
            String info = URI.create(address).getRawUserInfo();
            return info == null ? "" : info;
        } catch (IllegalArgumentException notAnAddress) {
            return "";
        }
    }

    private static String cleaned(String text, Collection<String> secrets) {
        String clean = text;
        for (String secret : secrets) {
            clean = clean.replace(secret, "***");
        }
        clean = CREDENTIALS.matcher(clean).replaceAll("$1");
        return INNER.matcher(clean)
                .replaceAll(path -> {
                    String inner = path.group();
                    String last = inner.substring(inner.lastIndexOf('/') + 1);
                    return last.isEmpty()
                            ? "…"
                            : java.util.regex.Matcher.quoteReplacement("…/" + last);
                });
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(text.length() - LONGEST);
    }
}
