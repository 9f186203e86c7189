package dev.cloche.executor.bubblewrap;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/// A filter of system calls for the kernel: what lets a process build namespaces, look into other
/// processes, or reach parts of the kernel that no run needs, is refused. Each rule ends in an
/// answer of its own or falls through to the next; the last answer is yes.
public final class SeccompProgram {

    private static final int LOAD = 0x20;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int JUMP_IF_AT_LEAST = 0x35;
    private static final int JUMP_IF_ANY_BIT = 0x45;
    private static final int RETURN = 0x06;

    private static final int ALLOW = 0x7FFF0000;
    private static final int KILL_PROCESS = 0x80000000;
    private static final int ERROR = 0x00050000;
    private static final int EPERM = 1;
    private static final int ENOSYS = 38;
    private static final int EAFNOSUPPORT = 97;

    private static final int NUMBER = 0;
    private static final int ARCHITECTURE = 4;
    private static final int FIRST_ARGUMENT = 16;
    private static final int SECOND_ARGUMENT = 24;

    /// CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID and NEWNET.
    private static final int NEW_NAMESPACES = 0x7E020000;

    private static final int SELF = 0;

    private static final int TIOCSTI = 0x5412;
    private static final int TIOCLINUX = 0x541C;

    /// Unix, IPv4, IPv6, netlink: those that stop at the border of a network namespace.
    private static final List<Integer> FAMILIES = List.of(1, 2, 10, 16);

    private final List<Instruction> instructions = new ArrayList<>();

    private SeccompProgram() {}

    /// The filter for this machine, as the kernel reads it.
    public static byte[] forThisMachine() {
        return forArchitecture(Architecture.here());
    }

    /// The filter for an architecture, as the kernel reads it.
    static byte[] forArchitecture(Architecture architecture) {
        var program = new SeccompProgram();
        program.onlyOn(architecture);
        Architecture.Watched watched = architecture.watched();
        program.argument(
                watched.cloning(), FIRST_ARGUMENT, List.of(NEW_NAMESPACES), JUMP_IF_ANY_BIT, EPERM);
        program.argument(
                watched.ioctl(),
                SECOND_ARGUMENT,
                List.of(TIOCSTI, TIOCLINUX),
                JUMP_IF_EQUAL,
                EPERM);
        watched.sockets()
                .forEach(socket -> program.only(socket, FIRST_ARGUMENT, FAMILIES, EAFNOSUPPORT));
        // The first process of a sandbox is the run's own user: its limits are not the run's to
        // set.
        program.only(watched.limits(), FIRST_ARGUMENT, List.of(SELF), EPERM);
        program.refuse(watched.clone3(), ENOSYS);
        architecture.denied().forEach(number -> program.refuse(number, EPERM));
        program.answer(ALLOW);
        return program.bytes();
    }

    private void onlyOn(Architecture architecture) {
        add(LOAD, 0, 0, ARCHITECTURE);
        add(JUMP_IF_EQUAL, 1, 0, architecture.audit());
        answer(KILL_PROCESS);
        add(LOAD, 0, 0, NUMBER);
        add(JUMP_IF_AT_LEAST, 0, 1, architecture.foreignFrom());
        answer(KILL_PROCESS);
    }

    private void refuse(int number, int error) {
        add(JUMP_IF_EQUAL, 0, 1, number);
        answer(ERROR | error);
    }

    /// Refuses the call when its argument matches one of the values, and allows it otherwise.
    private void argument(int number, int at, List<Integer> values, int match, int error) {
        add(JUMP_IF_EQUAL, 0, 2 + 2 * values.size(), number);
        add(LOAD, 0, 0, at);
        for (int value : values) {
            add(match, 0, 1, value);
            answer(ERROR | error);
        }
        answer(ALLOW);
    }

    /// Allows the call when its argument is one of the values, and refuses it otherwise.
    private void only(int number, int at, List<Integer> values, int error) {
        add(JUMP_IF_EQUAL, 0, 2 + 2 * values.size(), number);
        add(LOAD, 0, 0, at);
        for (int value : values) {
            add(JUMP_IF_EQUAL, 0, 1, value);
            answer(ALLOW);
        }
        answer(ERROR | error);
    }

    private void answer(int action) {
        add(RETURN, 0, 0, action);
    }

    private void add(int code, int ifTrue, int ifFalse, int operand) {
        instructions.add(new Instruction(code, ifTrue, ifFalse, operand));
    }

    private byte[] bytes() {
        var buffer = ByteBuffer.allocate(8 * instructions.size()).order(ByteOrder.LITTLE_ENDIAN);
        for (Instruction one : instructions) {
            buffer.putShort((short) one.code());
            buffer.put((byte) one.ifTrue()).put((byte) one.ifFalse());
            buffer.putInt(one.operand());
        }
        return buffer.array();
    }

    private record Instruction(int code, int ifTrue, int ifFalse, int operand) {}
}
