package dev.cloche.executor.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;

/// What came out of a run's result channel, which belongs to the run: nothing in it is trusted to
/// say more than a value.
sealed interface ReturnValue {

    /// Bytes of JSON that a return value may have.
    int MOST_BYTES = 2 * 1024 * 1024;

    /// A value, which may be null.
    record Present(JsonNode value) implements ReturnValue {}

    /// There is none.
    record Absent() implements ReturnValue {}

    /// The interpreter had too little memory.
    record NoMemory() implements ReturnValue {}

    /// The code met a full disk, or an allowance that was used up.
    record NoSpace() implements ReturnValue {}

    /// Something that is not returned.
    record Unusable(String why) implements ReturnValue {}

    /// Reads the channel.
    ///
    /// @param total how many bytes were written to it
    static ReturnValue of(String written, long total, ObjectMapper json) {
        if (written.isEmpty()) {
            return new Absent();
        }
        if (total > MOST_BYTES) {
            return new Unusable("the return value is larger than " + MOST_BYTES + " bytes of JSON");
        }
        // Each process of a run that ends with such an error says so.
        if (written.chars().allMatch(said -> said == 'M')) {
            return new NoMemory();
        }
        if (written.chars().allMatch(said -> said == 'D')) {
            return new NoSpace();
        }
        try {
            ObjectReader reader =
                    json.reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
            JsonNode value = reader.readTree(written.substring(1));
            return value.isMissingNode()
                    ? new Unusable("the return value is not JSON")
                    : new Present(value);
        } catch (JsonProcessingException problem) {
            return new Unusable(
                    "the return value is not JSON that can be kept: "
                            + problem.getOriginalMessage());
        }
    }
}
