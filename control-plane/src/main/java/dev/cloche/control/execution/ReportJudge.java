package dev.cloche.control.execution;

import dev.cloche.api.execution.ExecutionStatus;
import java.util.Arrays;
import java.util.Optional;

/// Decides what a result report means for an execution that may have one already. Pure.
final class ReportJudge {

    private ReportJudge() {}

    /// What an execution is when its report comes.
    ///
    /// @param digest of the report that made it final, when one did
    record Known(ExecutionStatus status, int attempt, Optional<Digest> digest) {}

    /// SHA-256 of a report.
    static final class Digest {

        private final byte[] bytes;

        Digest(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        byte[] bytes() {
            return bytes.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Digest digest && Arrays.equals(bytes, digest.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    /// What to answer.
    enum Judgement {
        /// It makes the execution final.
        ACCEPT,
        /// It is what made the execution final.
        REPEAT,
        /// The execution is final in another way, or is being tried again.
        CONFLICT,
        /// There is no such execution in this container.
        UNKNOWN
    }

    /// @param known nothing when the reporting container has no such execution
    /// @param attempt which attempt the report is about; 0 when it does not say
    static Judgement judge(Optional<Known> known, int attempt, Digest report) {
        if (known.isEmpty()) {
            return Judgement.UNKNOWN;
        }
        Known execution = known.get();
        boolean same = execution.digest().filter(report::equals).isPresent();
        if (execution.status().isFinal()) {
            return same ? Judgement.REPEAT : Judgement.CONFLICT;
        }
        return attempt == 0 || attempt == execution.attempt()
                ? Judgement.ACCEPT
                : Judgement.CONFLICT;
    }
}
