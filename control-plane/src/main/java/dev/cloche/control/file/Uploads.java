package dev.cloche.control.file;

import dev.cloche.api.executor.UploadEnd;
import dev.cloche.api.executor.UploadOutcome;
import dev.cloche.api.file.FilePath;
import dev.cloche.api.file.UploadView;
import dev.cloche.api.session.SessionId;
import dev.cloche.control.auth.Caller;
import dev.cloche.control.container.LiveContainer;
import dev.cloche.control.executor.ExecutorFiles;
import dev.cloche.control.session.Workspaces;
import dev.cloche.control.web.UploadConfig;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Function;

/// Takes uploads in and passes them on as they come.
@Singleton
final class Uploads {

    /// Shorter than any session's timeout.
    private static final long SIGN_OF_LIFE = Duration.ofSeconds(20).toMillis();

    private final Workspaces workspaces;
    private final ExecutorFiles executors;
    private final Vertx vertx;
    private final long most;

    Uploads(Workspaces workspaces, ExecutorFiles executors, Vertx vertx, UploadConfig config) {
        this.workspaces = workspaces;
        this.executors = executors;
        this.vertx = vertx;
        this.most = config.maxUpload().asLongValue();
    }

    /// Reads the body of a request into a session.
    ///
    /// @param named says from the form what is to become of it
    Uni<UploadView> take(
            Caller caller,
            SessionId session,
            HttpServerRequest request,
            Function<UploadForm.Fields, UploadEnd> named) {
        return workspaces
                .open(caller, session)
                .flatMap(container -> take(container, session, request, named));
    }

    private Uni<UploadView> take(
            LiveContainer container,
            SessionId session,
            HttpServerRequest request,
            Function<UploadForm.Fields, UploadEnd> named) {
        var form = new UploadForm(request, most, () -> executors.upload(container, session));
        return alive(
                session,
                form.read()
                        .map(fields -> named.apply(fields))
                        .onFailure()
                        .invoke(form::abandon)
                        .onCancellation()
                        .invoke(form::abandon)
                        .flatMap(end -> form.finish(end).map(done -> view(session, end, done)))
                        .call(_ -> workspaces.touch(session)));
    }

    /// Notes activity in a session from time to time, for as long as something goes on.
    private <T> Uni<T> alive(SessionId session, Uni<T> work) {
        return Uni.createFrom()
                .deferred(() -> {
                    long timer = vertx.setPeriodic(SIGN_OF_LIFE, _ -> touch(session));
                    return work.onTermination().invoke(() -> vertx.cancelTimer(timer));
                });
    }

    private static UploadView view(SessionId session, UploadEnd end, UploadOutcome done) {
        FilePath path = end.path();
        return end.extract()
                ? UploadView.archive(session, path, done.extracted(), done.skipped(), done.size())
                : UploadView.file(session, path, String.valueOf(done.etag()), done.size());
    }

    private void touch(SessionId session) {
        workspaces
                .touch(session)
                .subscribe()
                .with(
                        _ -> {},
                        failure -> Log.warnf("activity not noted id=%s: %s", session, failure));
    }
}
