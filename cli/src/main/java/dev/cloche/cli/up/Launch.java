package dev.cloche.cli.up;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// How the control plane is started. Pure.
///
/// @param java the program
/// @param jar of the control plane
/// @param executor what it starts in its containers
/// @param data directory
/// @param address where it listens
/// @param jvm further flags
/// @param environment variables on top of those of this process
public record Launch(
        Path java,
        Path jar,
        Path executor,
        Path data,
        Address address,
        List<String> jvm,
        Map<String, String> environment) {

    private static final int FEW_PROCESSORS = 2;

    public Launch {
        jvm = List.copyOf(jvm);
        environment = Map.copyOf(environment);
    }

    /// Flags for a machine with that many processors. Where they are few, threads of the JVM's own
    /// take time from runs: the second compiler takes eight seconds of it, and only after thousands
    /// of runs is its code as good for us as what the first one has at once. The first one then
    /// compiles what was called 20 times and not 200 (measured: 2.4 seconds of processor time for
    /// the first 400 runs instead of 3.4). Huge pages would save another sixth, but bursts of runs
    /// then waited for them: the 99th percentile of the first at 50 a second was 240 to 285 ms and
    /// not 106 to 132.
    public static List<String> tuning(int processors) {
        return processors <= FEW_PROCESSORS
                ? List.of(
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:CompileThresholdScaling=0.1")
                : List.of();
    }

    /// What is typed. It gets a SIGTERM when its parent dies, even by SIGKILL, and has a session of
    /// its own so that Ctrl-C reaches its parent only, which then ends it in order.
    List<String> command() {
        var command = new ArrayList<String>();
        command.addAll(List.of("setpriv", "--pdeathsig", "TERM", "--", "setsid", "--"));
        command.add(java.toString());
        command.add("-Xmx512m");
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.addAll(jvm);
        command.add("-Dcloche.data=" + data);
        command.add("-Dcloche.local.executor=" + executor);
        command.add("-Dquarkus.http.host=" + address.host());
        command.add("-Dquarkus.http.port=" + address.port());
        command.add("-jar");
        command.add(jar.toString());
        return command;
    }

    Launch with(List<String> flags) {
        return new Launch(java, jar, executor, data, address, flags, environment);
    }

    /// The program that runs this verb.
    public static Path currentJava() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }
}
