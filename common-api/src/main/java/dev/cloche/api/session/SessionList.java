package dev.cloche.api.session;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/// A page of sessions, newest first.
///
/// @param sessions this page of them
/// @param total how many there are in all
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record SessionList(List<SessionView> sessions, long total) {

    public SessionList {
        sessions = List.copyOf(sessions);
    }
}
