package dev.cloche.executor.session;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.executor.RunLimits;
import dev.cloche.api.executor.SessionBinding;
import dev.cloche.api.session.SessionId;
import dev.cloche.executor.kernel.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The sessions that are bound to this executor.
public final class Sessions {

    private static final long LEAST_MEMORY = 16L * 1024 * 1024;

    // As many as an ext4 file system of that size has by default, and never few.
    private static final long BYTES_PER_FILE = 16 * 1024;
    private static final long FEWEST_FILES = 10_000;

    private final Path workspaces;
    private final Map<SessionId, BoundSession> bound = new ConcurrentHashMap<>();

    /// Starts with none.
    ///
    /// @param workspaces the directory that holds a workspace for each session
    public Sessions(Path workspaces) {
        this.workspaces = workspaces;
    }

    /// Makes this executor the session's place, with a workspace; a second time changes what its
    /// next runs get.
    public void bind(SessionId id, SessionBinding binding) {
        check(binding);
        Path workspace = workspace(id);
        bound.compute(
                id,
                (_, known) ->
                        new BoundSession(
                                id,
                                binding,
                                workspace,
                                known == null ? Optional.empty() : known.packages()));
    }

    /// Shows these packages to the session's next runs.
    ///
    /// @param name of a directory beside its workspace
    /// @return whether the session is still here
    public boolean show(SessionId id, String name) {
        return bound.computeIfPresent(
                        id,
                        (_, known) ->
                                new BoundSession(
                                        id, known.binding(), known.workspace(), Optional.of(name)))
                != null;
    }

    /// Forgets the session; its workspace stays.
    public void release(SessionId id) {
        bound.remove(id);
    }

    public BoundSession require(SessionId id) {
        BoundSession session = bound.get(id);
        if (session == null) {
            throw new Refusal(ErrorCode.EXECUTOR_UNKNOWN_SESSION, "session " + id);
        }
        return session;
    }

    /// The workspace of a session that is bound, or was: it is kept when the session is over.
    public Path kept(SessionId id) {
        Path path = workspaces.resolve(id.value());
        if (!bound.containsKey(id) && !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new Refusal(ErrorCode.EXECUTOR_UNKNOWN_SESSION, "session " + id);
        }
        return path;
    }

    /// How many files a workspace may have on a disk of that size.
    public static long filesWithin(long diskBytes) {
        return Math.max(FEWEST_FILES, diskBytes / BYTES_PER_FILE);
    }

    /// Whether the session is bound.
    public boolean holds(SessionId id) {
        return bound.containsKey(id);
    }

    public List<SessionId> ids() {
        return List.copyOf(bound.keySet());
    }

    // The id's pattern has no separators and no dots, so the path stays below the directory, and
    // only this process can put anything there.
    private Path workspace(SessionId id) {
        Path path = workspaces.resolve(id.value());
        var onlyOurs =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        try {
            Files.createDirectory(path, onlyOurs);
        } catch (FileAlreadyExistsException known) {
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new Refusal(
                        ErrorCode.EXECUTOR_INTERNAL_ERROR, "the workspace is not a directory");
            }
        } catch (IOException problem) {
            throw new UncheckedIOException("the workspace cannot be made", problem);
        }
        return path;
    }

    private static void check(SessionBinding binding) {
        Environment.check(binding.envVars());
        if (binding.networkEnabled()) {
            throw new Refusal(
                    ErrorCode.EXECUTOR_ISOLATION_UNAVAILABLE,
                    "network_enabled: runs have no network here");
        }
        RunLimits limits = binding.limits();
        boolean sensible =
                limits != null
                        && limits.cpuCores() > 0
                        && limits.cpuCores() < 10_000
                        && limits.memoryBytes() >= LEAST_MEMORY
                        && limits.diskBytes() > 0
                        && limits.maxProcesses() > 0
                        && limits.outputKeptBytes() >= 0
                        && limits.outputKeptBytes() <= 64L * 1024 * 1024
                        && limits.outputAllowedBytes() >= limits.outputKeptBytes();
        if (!sensible) {
            throw new Refusal(ErrorCode.EXECUTOR_VALIDATION, "limits: out of range: " + limits);
        }
    }
}
