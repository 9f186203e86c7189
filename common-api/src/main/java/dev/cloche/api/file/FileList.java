package dev.cloche.api.file;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.cloche.api.session.SessionId;
import java.util.List;

/// The files below a directory of a session, in the order of their names.
///
/// @param files at most as many as were asked for
/// @param count how many are listed
/// @param truncated whether there are more
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record FileList(SessionId sessionId, List<FileView> files, int count, boolean truncated) {

    public FileList {
        files = List.copyOf(files);
    }
}
