package dev.cloche.cli.run;

import dev.cloche.api.execution.Language;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// A language, as it is typed.
final class LanguageName implements ITypeConverter<Language> {
    @Override
    public Language convert(String typed) {
        return Arrays.stream(Language.values())
                .filter(it -> it.wire().equals(typed))
                .findFirst()
                .orElseThrow(() ->
                        new TypeConversionException(
                                "'" + typed + "' is not one of python, javascript, shell"));
    }
}
