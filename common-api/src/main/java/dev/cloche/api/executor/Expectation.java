package dev.cloche.api.executor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a file must be for something to be done to it. A tag of `*` is that of any file.
///
/// @param match it must be there and have one of these tags
/// @param noneMatch it must not be there with one of these tags
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Expectation(@Nullable List<String> match, @Nullable List<String> noneMatch) {

    public Expectation {
        match = match == null ? null : List.copyOf(match);
        noneMatch = noneMatch == null ? null : List.copyOf(noneMatch);
    }
}
