package dev.cloche.cli.bench.report;

/// What a reader of the tables has to know.
final class Guide {

    static final String TEXT =
            """
            ## How to read this

            * All rows of a table were measured in one run, in turns of ten, so that noise hits all alike. **Ratios carry
              over to other machines, times do not.** Every answer was checked.
            * *Bare* is `python3 -c`, `node -e` or `bash -c`, started, read and waited for by the measuring program.
              *Bubblewrap* is the same under `bwrap --unshare-all` with a read-only `/usr`. The *warm Jupyter kernel* has
              been started before and keeps its state from run to run; it is measured beside the kernel, from the request
              until the kernel is idle again.
            * *Executor alone* is the executor behind its outer wall, with the measuring program as its control plane: from
              sending a run until its result has been received. *execute-sync* is the whole platform over HTTP, with each
              execution durable in PostgreSQL before the answer.
            * *Per second* of one in flight is what one caller gets done who never pauses. Under open load callers arrive at
              random (Poisson) and do not wait for each other; a run is measured from when its caller was to arrive, so that
              waiting counts. A rate at which the backlog grew beyond a second's arrivals is left out.
            * *CPU ms* is what all processors of the machine worked per run, from `/proc/stat`, without the measuring
              program and without what they worked while nothing ran.
            * Memory is the proportional set size (shared pages divided among those who share them) while nothing runs; where
              the kernel does not tell, the resident set size.
            """;

    private Guide() {}
}
