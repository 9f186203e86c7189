package dev.cloche.cli.soak;

import dev.cloche.api.execution.ExecutionId;
import dev.cloche.api.execution.ExecutionResult;
import dev.cloche.api.session.NewSession;
import dev.cloche.api.session.SessionId;
import dev.cloche.api.template.TemplateId;
import dev.cloche.cli.kernel.Exit;
import dev.cloche.cli.kernel.Refusal;
import dev.cloche.cli.platform.OpenSessions;
import dev.cloche.cli.platform.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Callers who each have a session, which they renew from time to time.
final class Crew implements AutoCloseable {
    private static final NewSession SESSION =
            new NewSession(new TemplateId("multi-language"), null, null, null, null, null);
    private static final int RUNS_OF_A_SESSION = 250;
    private static final int SECONDS = 30;
    private static final int MOST_FAULTS = 100;

    private final Platform platform;
    private final OpenSessions sessions;
    private final List<Caller> callers = new ArrayList<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger faultCount = new AtomicInteger();

    Crew(Platform platform, int size) {
        this.platform = platform;
        this.sessions = new OpenSessions(platform);
        try {
            for (int caller = 0; caller < size; caller++) {
                callers.add(new Caller(sessions.open(SESSION)));
            }
        } catch (Refusal e) {
            sessions.close();
            throw e;
        }
    }

    /// Each caller runs everything usual once, so that what is loaded at first use is there.
    void warmUp() throws InterruptedException {
        List<Errand> usual = Mixture.usual();
        together(caller -> usual.forEach(caller::run));
    }

    /// Runs those numbers of the mixture, unless too much goes wrong.
    void work(int from, int to) throws InterruptedException {
        var next = new AtomicInteger(from);
        together(caller -> {
            for (int number = next.getAndIncrement();
                    number < to && faultCount.get() < MOST_FAULTS;
                    number = next.getAndIncrement()) {
                caller.run(Mixture.at(number));
            }
        });
    }

    /// What went wrong so far.
    List<String> faults() {
        return List.copyOf(faults);
    }

    /// Whether so much went wrong that going on tells nothing.
    boolean hasGivenUp() {
        return faultCount.get() >= MOST_FAULTS;
    }

    private void together(Consumer<Caller> work) throws InterruptedException {
        try (ExecutorService threads = Executors.newFixedThreadPool(callers.size())) {
            List<Future<?>> parts = new ArrayList<>();
            for (Caller caller : callers) {
                parts.add(threads.submit(() -> work.accept(caller)));
            }
            for (Future<?> part : parts) {
                try {
                    Object _ = part.get();
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e.getCause());
                }
            }
        }
    }

    @Override
    public void close() {
        sessions.close();
    }

    private void note(String fault) {
        int _ = faultCount.incrementAndGet();
        faults.add(fault);
    }

    private final class Caller {
        private SessionId session;
        private int runs;

        Caller(SessionId session) {
            this.session = session;
        }

        /// A refusal by the platform is a fault like a wrong answer.
        void run(Errand errand) {
            try {
                if (++runs % RUNS_OF_A_SESSION == 0) {
                    SessionId old = session;
                    session = sessions.open(SESSION);
                    sessions.end(old);
                }
                errand.fault(done(errand)).ifPresent(Crew.this::note);
            } catch (Refusal e) {
                note(errand + ": " + e.sentence());
            }
        }

        private ExecutionResult done(Errand errand) {
            return switch (errand.manner()) {
                case WAITED_FOR -> platform.execute(session, errand.execution(), SECONDS);
                case FOLLOWED -> follow(errand);
                case WITH_FILES -> shout(errand);
                case CANCELLED -> cancel(errand);
                case ABANDONED -> abandon(errand);
            };
        }

        private ExecutionResult follow(Errand errand) {
            ExecutionId execution = platform.submit(session, errand.execution());
            String told = platform.printed(execution);
            ExecutionResult result = ended(execution);
            require(told.equals(result.stdout()), "its events told something else: " + told);
            return result;
        }

        private ExecutionResult shout(Errand errand) {
            platform.upload(session, Parcel.SENT, Parcel.TEXT);
            ExecutionResult result = platform.execute(session, errand.execution(), SECONDS);
            String made = platform.download(session, Parcel.MADE);
            require(made.equals(result.stdout()), "its file holds something else");
            platform.deleteFile(session, Parcel.SENT);
            platform.deleteFile(session, Parcel.MADE);
            return result;
        }

        private ExecutionResult cancel(Errand errand) {
            ExecutionId execution = platform.submit(session, errand.execution());
            platform.cancel(execution);
            return ended(execution);
        }

        private ExecutionResult abandon(Errand errand) {
            SessionId own = sessions.open(SESSION);
            ExecutionId execution = platform.submit(own, errand.execution());
            sessions.end(own);
            return ended(execution);
        }

        private ExecutionResult ended(ExecutionId execution) {
            ExecutionResult result = platform.execution(execution, SECONDS).result();
            if (result == null) {
                throw new Refusal(
                        Exit.FAILED, execution + " has not ended after " + SECONDS + " s");
            }
            return result;
        }

        private static void require(boolean right, String otherwise) {
            if (!right) {
                throw new Refusal(Exit.FAILED, otherwise);
            }
        }
    }
}
