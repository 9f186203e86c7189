package dev.cloche.executor.run;

import java.util.List;
import java.util.Optional;

/// Names of signals by number; Linux has the same ones on all architectures that we know.
final class SignalNames {

    private static final List<String> NAMES =
            List.of(
                    "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1",
                    "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP",
                    "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO",
                    "PWR", "SYS");

    private SignalNames() {}

    static Optional<String> of(int number) {
        return number < 1 || number > NAMES.size()
                ? Optional.empty()
                : Optional.of("SIG" + NAMES.get(number - 1));
    }
}
