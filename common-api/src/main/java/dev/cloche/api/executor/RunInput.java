package dev.cloche.api.executor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import org.jspecify.annotations.Nullable;

/// More for the standard input of a run.
///
/// @param end whether nothing follows
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunInput(@Nullable String data, boolean end) {

    /// Without the data.
    @Override
    public String toString() {
        return "RunInput[end " + end + "]";
    }
}
