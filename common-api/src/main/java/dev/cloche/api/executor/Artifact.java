package dev.cloche.api.executor;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A file that a run left.
///
/// @param path relative to the workspace
/// @param size bytes
/// @param mimeType guessed from the name
/// @param type artifact, log or output
/// @param createdAt when it was last written
/// @param checksum SHA-256, hexadecimal
/// @param downloadUrl where it can be fetched, when it is kept elsewhere
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Artifact(
        @NotBlank @Size(max = 4096) String path,
        @NotNull @Min(0) Long size,
        @NotBlank @Size(max = 255) String mimeType,
        @NotNull @Pattern(regexp = "artifact|log|output") String type,
        @Nullable Instant createdAt,
        @Nullable @Pattern(regexp = "[0-9a-f]{64}") String checksum,
        @Nullable @Size(max = 4096) String downloadUrl) {}
