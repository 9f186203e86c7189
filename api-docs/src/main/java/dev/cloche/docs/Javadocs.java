package dev.cloche.docs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// What the comments of the source say: of `package`, `package.Type`, `package.Type(component)`,
/// `package.Type#method`, `package.Type#method(parameter)` and `package.Type#CONSTANT`.
public final class Javadocs {

    static final String RESOURCE = "META-INF/cloche-javadoc.tsv";

    private final Map<String, String> texts;

    Javadocs(Map<String, String> texts) {
        this.texts = Map.copyOf(texts);
    }

    /// All that a class loader has.
    public static Javadocs of(ClassLoader loader) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        for (URL file : Collections.list(loader.getResources(RESOURCE))) {
            try (var in =
                    new BufferedReader(
                            new InputStreamReader(file.openStream(), StandardCharsets.UTF_8))) {
                in.lines()
                        .map(line -> line.split("\t", 2))
                        .forEach(pair -> texts.put(pair[0], pair[1].replace("\\n", "\n")));
            }
        }
        return new Javadocs(texts);
    }

    static String line(String name, String text) {
        return name + "\t" + text.replace("\t", " ").replace("\n", "\\n") + "\n";
    }

    Optional<String> of(String name) {
        return Optional.ofNullable(texts.get(name)).filter(text -> !text.isEmpty());
    }

    /// The records and enums with a simple name.
    Stream<String> typesNamed(String simpleName) {
        return texts.keySet().stream()
                .filter(name -> name.indexOf('#') < 0 && name.indexOf('(') < 0)
                .filter(name -> name.endsWith("." + simpleName) || name.endsWith("$" + simpleName));
    }

    /// Up to the first full stop that ends a sentence.
    static String firstSentence(String text) {
        String flat = text.replace("\n\n", " ");
        int end = flat.indexOf(". ");
        return end < 0 ? flat : flat.substring(0, end + 1);
    }
}
