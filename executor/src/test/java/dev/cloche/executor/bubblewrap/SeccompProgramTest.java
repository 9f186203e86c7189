package dev.cloche.executor.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs the filter as the kernel does, on calls of each kind.
final class SeccompProgramTest {

    private static final String KILL = "80000000";
    private static final Map<String, Architecture> ARCHITECTURES =
            Map.of("x86_64", Architecture.X86_64, "aarch64", Architecture.AARCH64);

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource({
        "x86_64, read, 0, 0, 0, 7fff0000",
        "x86_64, openat, 257, 0, 0, 7fff0000",
        "x86_64, ptrace, 101, 0, 0, 50001",
        "x86_64, mount, 165, 0, 0, 50001",
        "x86_64, unshare, 272, 0, 0, 50001",
        "x86_64, setns, 308, 0, 0, 50001",
        "x86_64, bpf, 321, 0, 0, 50001",
        "x86_64, io_uring_setup, 425, 0, 0, 50001",
        "x86_64, open_by_handle_at, 304, 0, 0, 50001",
        "x86_64, clone3, 435, 0, 0, 50026",
        "x86_64, clone of a thread, 56, 0x3d0f00, 0, 7fff0000",
        "x86_64, clone with NEWUSER, 56, 0x10000011, 0, 50001",
        "x86_64, clone with NEWNS, 56, 0x20011, 0, 50001",
        "x86_64, clone with NEWNET, 56, 0x40000000, 0, 50001",
        "x86_64, socket unix, 41, 1, 0, 7fff0000",
        "x86_64, socket inet6, 41, 10, 0, 7fff0000",
        "x86_64, socket vsock, 41, 40, 0, 50061",
        "x86_64, socketpair tipc, 53, 30, 0, 50061",
        "x86_64, ioctl TIOCSTI, 16, 0, 0x5412, 50001",
        "x86_64, ioctl TIOCLINUX, 16, 0, 0x541c, 50001",
        "x86_64, ioctl TCGETS, 16, 0, 0x5401, 7fff0000",
        "x86_64, x32 read, 0x40000000, 0, 0, 80000000",
        "x86_64, number -1, 0xffffffff, 0, 0, 80000000",
        "aarch64, read, 63, 0, 0, 7fff0000",
        "aarch64, ptrace, 117, 0, 0, 50001",
        "aarch64, mount, 40, 0, 0, 50001",
        "aarch64, unshare, 97, 0, 0, 50001",
        "aarch64, clone of a thread, 220, 0x3d0f00, 0, 7fff0000",
        "aarch64, clone with NEWPID, 220, 0x20000000, 0, 50001",
        "aarch64, socket vsock, 198, 40, 0, 50061",
        "aarch64, ioctl TIOCSTI, 29, 0, 0x5412, 50001",
        "aarch64, clone3, 435, 0, 0, 50026",
    })
    void answers(
            String name, String call, String number, String first, String second, String expected) {
        Architecture architecture = ARCHITECTURES.get(name);

        int answer =
                run(
                        SeccompProgram.forArchitecture(architecture),
                        Integer.parseUnsignedInt(number.replace("0x", ""), radix(number)),
                        architecture.audit(),
                        Integer.parseInt(first.replace("0x", ""), radix(first)),
                        Integer.parseInt(second.replace("0x", ""), radix(second)));

        assertThat(Integer.toHexString(answer)).as(call).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x86_64", "aarch64"})
    void anotherArchitectureIsKilled(String name) {
        byte[] program = SeccompProgram.forArchitecture(ARCHITECTURES.get(name));

        int answer = run(program, 0, 0x40000003, 0, 0);

        assertThat(Integer.toHexString(answer)).isEqualTo(KILL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"x86_64", "aarch64"})
    void everyNumberGetsAnAnswer(String name) {
        Architecture architecture = ARCHITECTURES.get(name);
        byte[] program = SeccompProgram.forArchitecture(architecture);

        for (int number = 0; number < 1024; number++) {
            int answer = run(program, number, architecture.audit(), 1, 0);
            boolean denied =
                    architecture.denied().contains(number)
                            || number == architecture.watched().limits();
            assertThat(answer == 0x50001).as("call " + number).isEqualTo(denied);
        }
    }

    @Test
    void theFilterOfThisMachineIsTheOneOfItsArchitecture() {
        assertThat(SeccompProgram.forThisMachine())
                .isEqualTo(SeccompProgram.forArchitecture(Architecture.here()));
    }

    private static int radix(String number) {
        return number.startsWith("0x") ? 16 : 10;
    }

    /// The part of classic BPF that filters of system calls are made of.
    private static int run(byte[] program, int number, int audit, int first, int second) {
        var data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        data.putInt(0, number).putInt(4, audit).putInt(16, first).putInt(24, second);
        var code = ByteBuffer.wrap(program).order(ByteOrder.LITTLE_ENDIAN);
        int register = 0;
        for (int at = 0; ; at++) {
            int operand = code.getInt(8 * at + 4);
            boolean jump =
                    switch (code.getShort(8 * at)) {
                        case 0x15 -> register == operand;
                        case 0x35 -> Integer.compareUnsigned(register, operand) >= 0;
                        case 0x45 -> (register & operand) != 0;
                        default -> false;
                    };
            switch (code.getShort(8 * at)) {
                case 0x20 -> register = data.getInt(operand);
                case 0x06 -> {
                    return operand;
                }
                default -> at += jump ? code.get(8 * at + 2) : code.get(8 * at + 3);
            }
        }
    }
}
