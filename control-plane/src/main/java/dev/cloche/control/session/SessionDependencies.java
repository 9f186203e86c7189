package dev.cloche.control.session;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.cloche.api.dependency.Dependency;
import dev.cloche.api.dependency.DependencyStatus;
import dev.cloche.api.dependency.InstalledDependency;
import dev.cloche.control.database.Rows;
import dev.cloche.control.kernel.Json;
import io.vertx.mutiny.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The packages of a stored session.
record SessionDependencies(
        List<Dependency> requested,
        List<InstalledDependency> installed,
        @Nullable DependencyStatus status,
        @Nullable String error,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt) {

    private static final TypeReference<List<Dependency>> REQUESTED = new TypeReference<>() {};
    private static final TypeReference<List<InstalledDependency>> INSTALLED =
            new TypeReference<>() {};

    SessionDependencies {
        requested = List.copyOf(requested);
        installed = List.copyOf(installed);
    }

    static SessionDependencies of(Row row, Json json) {
        String requested = row.getString("dependencies");
        String installed = row.getString("dependencies_installed");
        return new SessionDependencies(
                requested == null ? List.of() : json.read(requested, REQUESTED),
                installed == null ? List.of() : json.read(installed, INSTALLED),
                row.getString("dependency_status") == null
                        ? null
                        : Rows.word(row, "dependency_status", DependencyStatus.class),
                row.getString("dependency_error"),
                Rows.timeOrNull(row, "dependency_started_at"),
                Rows.timeOrNull(row, "dependency_completed_at"));
    }
}
