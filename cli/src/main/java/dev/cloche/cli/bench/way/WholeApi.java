package dev.cloche.cli.bench.way;

import dev.cloche.api.execution.ExecutionResult;
import dev.cloche.api.execution.NewExecution;
import dev.cloche.api.session.NewSession;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.template.TemplateId;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.machine.ProcessTable;
import dev.cloche.cli.platform.DataDirectory;
import dev.cloche.cli.platform.OpenSessions;
import dev.cloche.cli.platform.Parts;
import dev.cloche.cli.platform.Platform;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// The running platform, asked as its users ask it.
public final class WholeApi implements Way {
    private final BlockingHttp http;
    private final DataDirectory data;
    private final Workload workload;
    private final NewExecution execution;
    private final OpenSessions open;
    private final List<SessionId> sessions;

    private WholeApi(
            Platform platform,
            DataDirectory data,
            Workload workload,
            OpenSessions open,
            int callers) {
        this.http = new BlockingHttp(platform.url(), platform.token());
        this.data = data;
        this.workload = workload;
        this.execution = execution(workload);
        this.open = open;
        this.sessions =
                IntStream.range(0, callers).mapToObj(_ -> open.open(wanted(workload))).toList();
    }

    /// With a session for each caller.
    public static WholeApi open(
            Platform platform, DataDirectory data, Workload workload, int callers) {
        OpenSessions open = new OpenSessions(platform);
        try {
            return new WholeApi(platform, data, workload, open, callers);
        } catch (Refusal e) {
            open.close();
            throw e;
        }
    }

    /// What it takes to create a session for this workload.
    public static NewSession wanted(Workload workload) {
        return wanted(workload.template());
    }

    /// A session of that template, as it is by itself.
    public static NewSession wanted(TemplateId template) {
        return new NewSession(template, null, null, null, null, null);
    }

    /// What is executed of it.
    public static NewExecution execution(Workload workload) {
        return new NewExecution(workload.code(), workload.language(), null, null, null, null);
    }

    @Override
    public Subject subject() {
        return Subject.API;
    }

    @Override
    public long run(int caller) {
        SessionId session = sessions.get(Math.floorMod(caller, sessions.size()));
        long start = System.nanoTime();
        BlockingHttp.Answer answer =
                http.send("POST", "/api/v1/sessions/" + session + "/execute-sync", execution);
        long took = System.nanoTime() - start;
        ExecutionResult result =
                Platform.read(answer.status(), answer.body().getBytes(StandardCharsets.UTF_8));
        workload.check(subject(), result.stdout(), result.verdict().wire() + " " + result.stderr());
        return took;
    }

    @Override
    public Set<Long> processes() {
        return Parts.of(data, ProcessTable.now()).all();
    }

    @Override
    public void close() {
        http.close();
        open.close();
    }
}
