package dev.cloche.cli.machine;

/// One line of `/proc/PID/stat`.
///
/// @param name of the program, cut by the kernel to 15 characters
/// @param ownTicks user and system time of it, without its children
/// @param startTicks when it started, since the machine did
public record ProcessStat(
        long pid, long parent, String name, long ownTicks, int threads, long startTicks) {

    // Fields after the name, which stands in brackets and may hold anything.
    private static final int PARENT = 1;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int THREADS = 17;
    private static final int START = 19;

    /// Pure: what the line says.
    public static ProcessStat parse(String line) {
        int open = line.indexOf('(');
        int close = line.lastIndexOf(')');
        String[] fields = line.substring(close + 2).strip().split(" ", -1);
        return new ProcessStat(
                Long.parseLong(line.substring(0, open).strip()),
                Long.parseLong(fields[PARENT]),
                line.substring(open + 1, close),
                Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM]),
                Integer.parseInt(fields[THREADS]),
                Long.parseLong(fields[START]));
    }
}
