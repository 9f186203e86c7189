package dev.cloche.control.file;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.api.executor.FileHead;
import dev.cloche.api.executor.FoundFiles;
import dev.cloche.api.file.FileList;
import dev.cloche.api.file.FilePath;
import dev.cloche.api.file.FileView;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.auth.Caller;
import dev.cloche.control.executor.ExecutorFiles;
import dev.cloche.control.kernel.Refusal;
import dev.cloche.control.session.Workspace;
import dev.cloche.control.session.Workspaces;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/// Lists, reads and deletes files of sessions.
@Singleton
final class Files {

    /// How often a file that changes between two looks is looked at again.
    private static final int TRIES = 3;

    private final Workspaces workspaces;
    private final ExecutorFiles executors;
    private final DirectoryStore directories;
    private final S3Store bucket;

    Files(
            Workspaces workspaces,
            ExecutorFiles executors,
            DirectoryStore directories,
            S3Store bucket) {
        this.workspaces = workspaces;
        this.executors = executors;
        this.directories = directories;
        this.bucket = bucket;
    }

    Uni<FileList> list(Caller caller, SessionId session, FilePath directory, int limit) {
        return source(caller, session)
                .flatMap(source -> source.list(directory, limit))
                .map(found -> view(session, found));
    }

    /// What a caller gets of a file.
    Uni<Found> find(Caller caller, SessionId session, FilePath path, Conditions conditions) {
        return source(caller, session)
                .flatMap(source ->
                        conditions.none() && !source.looksFirst()
                                ? whole(source, path)
                                : find(source, path, conditions, TRIES));
    }

    /// What a caller would get of a file.
    Uni<Found> look(Caller caller, SessionId session, FilePath path, Conditions conditions) {
        return source(caller, session)
                .flatMap(source -> source.head(path))
                .map(head -> Found.without(head, conditions.judge(head)));
    }

    Uni<Void> delete(
            Caller caller,
            SessionId session,
            FilePath path,
            boolean recursive,
            Conditions conditions) {
        return workspaces
                .open(caller, session)
                .flatMap(container ->
                        executors.delete(
                                container, session, path, recursive, conditions.expectation()));
    }

    /// @param content absent when the verdict is that there is none, nobody wants it, or it is
    ///   elsewhere
    /// @param elsewhere where it is fetched instead
    record Found(
            FileHead head,
            Conditions.Verdict verdict,
            Optional<FileSource.Delivery> content,
            Optional<URI> elsewhere) {

        static Found without(FileHead head, Conditions.Verdict verdict) {
            return new Found(head, verdict, Optional.empty(), Optional.empty());
        }

        static Found with(FileSource.Delivery delivery, Conditions.Verdict verdict) {
            return new Found(delivery.head(), verdict, Optional.of(delivery), Optional.empty());
        }
    }

    private static Uni<Found> whole(FileSource source, FilePath path) {
        return source.read(path, 0, -1, null)
                .map(delivery -> Found.with(delivery, new Conditions.Verdict.Whole()));
    }

    private static Uni<Found> find(
            FileSource source, FilePath path, Conditions conditions, int tries) {
        return source.head(path)
                .flatMap(head -> deliver(source, path, head, conditions.judge(head)))
                .onFailure(failure -> tries > 1 && hasChanged(failure))
                .recoverWithUni(() -> find(source, path, conditions, tries - 1));
    }

    private static Uni<Found> deliver(
            FileSource source, FilePath path, FileHead head, Conditions.Verdict verdict) {
        return switch (verdict) {
            case Conditions.Verdict.Whole() -> part(source, path, head, verdict, 0, -1);
            case Conditions.Verdict.Part(var first, var length) ->
                    part(source, path, head, verdict, first, length);
            case Conditions.Verdict.NotModified _,
                    Conditions.Verdict.Failed _,
                    Conditions.Verdict.Unsatisfiable _ ->
                    Uni.createFrom().item(Found.without(head, verdict));
        };
    }

    private static Uni<Found> part(
            FileSource source,
            FilePath path,
            FileHead head,
            Conditions.Verdict verdict,
            long first,
            long length) {
        Optional<URI> elsewhere = source.elsewhere(path, head);
        return elsewhere.isPresent()
                ? Uni.createFrom().item(new Found(head, verdict, Optional.empty(), elsewhere))
                : source.read(path, first, length, head.etag())
                        .map(delivery -> Found.with(delivery, verdict));
    }

    private static boolean hasChanged(Throwable failure) {
        return failure instanceof Refusal refusal
                && refusal.code() == ErrorCode.PRECONDITION_FAILED;
    }

    private Uni<FileSource> source(Caller caller, SessionId session) {
        return workspaces.use(caller, session).map(this::source);
    }

    private FileSource source(Workspace workspace) {
        return switch (workspace) {
            case Workspace.Open(var session, var container) ->
                    new LiveFiles(executors, container, session);
            case Workspace.Opening(var session) -> throw Workspaces.opening(session);
            case Workspace.Closed(var session, var container, var live) ->
                    live.<FileSource>map(there -> new LeftFiles(executors, there, session))
                            .or(() -> container.map(gone -> directories.open(gone, session)))
                            .orElseGet(() -> new NoFiles());
            case Workspace.Stored(var session, var container) -> bucket.open(container, session);
        };
    }

    private static FileList view(SessionId session, FoundFiles found) {
        var files =
                found.files().stream()
                        .map(file ->
                                new FileView(
                                        file.path(),
                                        "/workspace/" + file.path(),
                                        file.size(),
                                        Instant.ofEpochMilli(file.modified()),
                                        file.etag()))
                        .toList();
        return new FileList(session, files, files.size(), found.truncated());
    }
}
