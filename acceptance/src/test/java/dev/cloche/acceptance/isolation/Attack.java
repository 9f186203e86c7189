package dev.cloche.acceptance.isolation;

import static dev.cloche.api.execution.Verdict.DISK_FULL;
import static dev.cloche.api.execution.Verdict.ERROR;
import static dev.cloche.api.execution.Verdict.OK;
import static dev.cloche.api.execution.Verdict.OOM;
import static dev.cloche.api.execution.Verdict.OUTPUT_LIMIT;
import static dev.cloche.api.execution.Verdict.SIGNAL;
import static dev.cloche.api.execution.Verdict.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.api.execution.Verdict;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/// A program that tries what it may not, and how the platform should end it.
///
/// Each goes no further than two or three times its limit where nothing stops it. One that runs to
/// its end says what it got: its handler returns a list, a shell script prints it. A second verdict
/// is one that it may come to as well, by chance or on another host.
enum Attack {
    // processes
    FORK_BOMB("exhaust/fork_bomb.py", 2, TIMEOUT),
    FORK_BOMB_OF_A_SHELL("exhaust/fork_bomb.sh", 2, OK, TIMEOUT),
    THREAD_BOMB("exhaust/thread_bomb.py", 2, TIMEOUT),
    ZOMBIES("exhaust/zombies.py", 2, TIMEOUT),
    ALL_CORES("exhaust/all_cores.py", 2, TIMEOUT),
    UNSTOPPABLE("exhaust/unstoppable.py", 1, TIMEOUT),
    DAEMON("exhaust/daemon.py", 20, OK),
    KILL_ALL("exhaust/kill_all.py", 5, OK),
    KILL_ITS_GROUP("exhaust/kill_group.py", 5, SIGNAL),
    STOP_ITS_GROUP("exhaust/stop_group.py", 1, TIMEOUT),
    OUTLIVE_ITS_GROUP("exhaust/outlive_group.py", 5, OK),
    SIBLINGS("exhaust/siblings.py", 5, OK),
    CORE_DUMP("exhaust/core_dump.py", 5, SIGNAL),
    RECURSION("exhaust/recursion.py", 5, SIGNAL, ERROR),

    // memory of all processes together
    MEMORY_OF_ONE("exhaust/memory_one.py", 5, OOM),
    MEMORY_OF_MANY("exhaust/memory_many.py", 5, OOM),
    MEMORY_THAT_IS_SHARED("exhaust/memory_shared.py", 5, OOM),
    MEMORY_BESIDE_THE_HEAP("exhaust/memory_buffers.cjs", 5, OOM),
    MEMORY_IN_TEMPORARY_FILES("exhaust/memory_tmp.py", 5, OK, OOM),
    MEMORY_IN_NAMES("exhaust/memory_inodes.py", 15, OOM, DISK_FULL),
    MEMORY_IN_NAMELESS_FILES("exhaust/memory_memfd.py", 5, OOM),
    MEMORY_IN_SEGMENTS("exhaust/memory_sysv.py", 5, OOM),
    MEMORY_IN_PIPES("exhaust/memory_pipes.py", 5, OK, OOM),
    MEMORY_IN_SOCKETS("exhaust/memory_sockets.py", 5, OOM),

    // disk and inodes of the workspace
    DISK("exhaust/disk_fill.py", 15, DISK_FULL),
    DISK_THAT_IS_RESERVED("exhaust/disk_reserve.py", 5, DISK_FULL),
    DISK_WITHOUT_NAMES("exhaust/disk_nameless.py", 5, DISK_FULL),
    DISK_OF_HOLES("exhaust/disk_holes.py", 5, OK),
    INODES("exhaust/disk_inodes.py", 30, DISK_FULL),

    // what is read from it
    OUTPUT("exhaust/output_flood.py", 15, OUTPUT_LIMIT),
    OUTPUT_WITHOUT_LINES("exhaust/output_line.py", 15, OUTPUT_LIMIT),
    OUTPUT_OF_MANY("exhaust/output_choir.sh", 15, OUTPUT_LIMIT),
    OUTPUT_IN_DROPS("exhaust/output_drops.py", 2, TIMEOUT, OUTPUT_LIMIT),
    RESULTS("exhaust/result_flood.py", 2, TIMEOUT, OUTPUT_LIMIT),

    // the kernel's tables
    DESCRIPTORS("exhaust/descriptors.py", 5, OK),
    KERNEL_OBJECTS("exhaust/kernel_objects.py", 10, OK, OOM),

    // ways out
    KERNEL("escape/kernel.py", 5, OK),
    PRIVILEGES("escape/privileges.py", 10, OK),
    WRITING("escape/write.py", 10, OK),
    DEVICES("escape/devices.py", 5, OK),
    CGROUPS("escape/cgroups.py", 10, OK),
    OTHER_PROCESSES("escape/others.py", 5, OK),
    OUT_OF_THE_WORKSPACE("escape/workspace.py", 5, OK),
    INHERITED_DESCRIPTORS("escape/descriptors.py", 5, OK),
    OTHER_SOCKETS("escape/network.py", 5, OK),

    // traps for those who look at the workspace afterwards
    NAMES("trap/names.py", 5, OK),
    NODES("trap/nodes.py", 5, OK),
    DEPTH("trap/depth.py", 5, OK),
    LOCKED("trap/locked.py", 5, OK),
    SWAP("trap/swap.py", 1, TIMEOUT);

    // Only who is root can see to it that a process cannot take back what it was given.
    private static final int LOWEST_SCORE = Product.startedAsRoot() ? 1000 : 0;

    private final String program;
    private final int timeout;
    private final Verdict verdict;
    private final Verdict elsewhere;

    Attack(String program, int timeout, Verdict verdict) {
        this(program, timeout, verdict, verdict);
    }

    Attack(String program, int timeout, Verdict verdict, Verdict elsewhere) {
        this.program = program;
        this.timeout = timeout;
        this.verdict = verdict;
        this.elsewhere = elsewhere;
    }

    /// The session that it runs in: as small as one can be.
    static Map<String, Object> session() {
        return Map.of(
                "template_id",
                Sandbox.ANY_LANGUAGE,
                "resources",
                Map.of("memory", "256Mi", "disk", "1Gi", "max_processes", 32));
    }

    /// It as a request to run it, for no longer than it needs or so many seconds.
    Map<String, Object> request(int seconds) {
        return Map.of(
                "language",
                language(),
                "code",
                Hostile.program(program),
                "event",
                Map.of("lowest_score", LOWEST_SCORE),
                "timeout",
                Math.min(seconds, timeout));
    }

    int timeout() {
        return timeout;
    }

    List<String> verdicts() {
        return List.of(verdict.wire(), elsewhere.wire());
    }

    /// What it says that it got.
    List<String> gain(Finished run) {
        if (language().equals("shell")) {
            return run.stdout().lines().toList();
        }
        JsonNode list = run.returnValue();
        assertThat(list.isArray()).as("a list in %s", run.body()).isTrue();
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
    }

    private String language() {
        return switch (program.substring(program.lastIndexOf('.'))) {
            case ".py" -> "python";
            case ".cjs" -> "javascript";
            case ".sh" -> "shell";
            default -> throw new IllegalStateException(program);
        };
    }
}
