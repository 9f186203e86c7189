package dev.cloche.control.runtime.local;

import dev.cloche.control.runtime.Command;
import dev.cloche.control.runtime.HostProblem;
import dev.cloche.control.runtime.Programs;
import dev.cloche.control.runtime.SpareUser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Looks whether containers can live on this machine, and says what to do if they cannot.
public final class HostProbe {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /// Without these no container starts; with the Debian package of each.
    private static final Map<String, String> NEEDED =
            new TreeMap<>(
                    Map.of(
                            "bwrap", "bubblewrap",
                            "env", "coreutils",
                            "setpriv", "util-linux",
                            "setsid", "util-linux",
                            "sh", "dash",
                            "unshare", "util-linux"));

    /// Languages, which containers see only when they are below `/usr`.
    private static final Map<String, String> USEFUL =
            new TreeMap<>(Map.of("bash", "bash", "node", "nodejs", "python3", "python3-minimal"));

    private HostProbe() {}

    /// What is wrong with this machine; nothing, if it is well.
    public static List<HostFinding> findings() {
        return judge(observe());
    }

    /// Pure: what the facts mean.
    static List<HostFinding> judge(HostFacts facts) {
        List<HostFinding> findings = new ArrayList<>();
        NEEDED.forEach((program, debianPackage) -> {
            if (facts.missing().contains(program)) {
                findings.add(missing(program, debianPackage, true));
            }
        });
        if (findings.isEmpty() && !facts.sandboxes()) {
            findings.add(whyNoSandbox(facts));
        }
        USEFUL.forEach((program, debianPackage) -> {
            if (facts.missing().contains(program)) {
                findings.add(missing(program, debianPackage, false));
            }
        });
        return List.copyOf(findings);
    }

    private static HostFinding missing(String program, String debianPackage, boolean fatal) {
        return new HostFinding(
                fatal
                        ? "The program '%s' is missing.".formatted(program)
                        : "There is no '%s' below /usr, so sandboxes have none.".formatted(program),
                "apt-get install " + debianPackage,
                fatal);
    }

    private static HostFinding whyNoSandbox(HostFacts facts) {
        Map<String, Long> settings = facts.settings();
        if (settings.getOrDefault(HostFacts.CLONE, 1L) == 0) {
            return setting("are forbidden to ordinary users", HostFacts.CLONE, 1);
        }
        if (settings.getOrDefault(HostFacts.MAXIMUM, 1L) == 0) {
            return setting("are switched off", HostFacts.MAXIMUM, 10_000);
        }
        if (settings.getOrDefault(HostFacts.APPARMOR, 0L) != 0) {
            return setting("are restricted by AppArmor", HostFacts.APPARMOR, 0);
        }
        return new HostFinding(
                "bubblewrap cannot make a sandbox here: " + facts.said(),
                "unshare --user --map-root-user --pid --fork --mount-proc true  # in a Docker container: docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined",
                true);
    }

    private static HostFinding setting(String what, String name, long value) {
        return new HostFinding(
                "User namespaces %s: %s does not have the value %d.".formatted(what, name, value),
                "sysctl -w %1$s=%2$d && echo '%1$s=%2$d' > /etc/sysctl.d/90-cloche.conf"
                        .formatted(name, value),
                true);
    }

    static HostFacts observe() {
        Programs programs = Programs.ofThisHost();
        Set<String> missing = new TreeSet<>();
        NEEDED.keySet().stream()
                .filter(name -> programs.find(name).isEmpty())
                .forEach(missing::add);
        USEFUL.keySet().stream().filter(name -> !isBelowUsr(name)).forEach(missing::add);
        Map<String, Long> settings = new HashMap<>();
        for (String name : List.of(HostFacts.CLONE, HostFacts.MAXIMUM, HostFacts.APPARMOR)) {
            setting(name).ifPresent(value -> settings.put(name, value));
        }
        boolean complete = NEEDED.keySet().stream().noneMatch(missing::contains);
        Command.Outcome trial = complete ? trial(programs) : new Command.Outcome(1, "not tried");
        return new HostFacts(missing, settings, trial.succeeded(), trial.output());
    }

    private static boolean isBelowUsr(String program) {
        return List.of("/usr/local/bin", "/usr/bin").stream()
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }

    private static Optional<Long> setting(String name) {
        Path file = Path.of("/proc/sys", name.replace('.', '/'));
        try {
            return Files.exists(file)
                    ? Optional.of(Long.parseLong(Files.readString(file).strip()))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static Command.Outcome trial(Programs programs) {
        List<String> argv = new ArrayList<>();
        if (SpareUser.needed()) {
            SpareUser.choose(new SecureRandom(), Set.of())
                    .map(user -> user.become(programs.require("setpriv", "util-linux")))
                    .ifPresent(argv::addAll);
        }
        argv.add(programs.require("bwrap", "bubblewrap"));
        argv.addAll(List.of("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts"));
        argv.addAll(List.of("--uid", "1000", "--gid", "1000", "--clearenv", "--size", "65536"));
        argv.addAll(List.of("--tmpfs", "/tmp"));
        try {
            Roots.ofThisHost().addTo(argv);
            argv.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--", "/bin/sh", "-c", ":"));
            return new Command(argv, PATIENCE).run();
        } catch (HostProblem | IOException e) {
            return new Command.Outcome(1, String.valueOf(e.getMessage()));
        }
    }
}
