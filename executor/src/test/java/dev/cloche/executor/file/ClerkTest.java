package dev.cloche.executor.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.api.executor.Expectation;
import dev.cloche.api.executor.FileOrder;
import dev.cloche.api.executor.UploadEnd;
import dev.cloche.api.file.FilePath;
import dev.cloche.api.template.Isolation;
import dev.cloche.executor.kernel.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files of sessions, in real sandboxes and with whatever code may have left there.
@Timeout(60)
final class ClerkTest {

    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    /// Where there is no `/proc`, files are never without a name.
    @ParameterizedTest
    @EnumSource(value = Isolation.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void whatIsPutInIsTakenOut(Isolation isolation) throws IOException {
        try (var desk = new Desk(isolation)) {
            JsonNode first = desk.upload("a/b/c.txt", "first".getBytes(StandardCharsets.UTF_8));
            JsonNode second = desk.upload("a/b/c.txt", HELLO);

            assertThat(desk.read("a/b/c.txt")).isEqualTo(HELLO);
            assertThat(second.path("size").asLong()).isEqualTo(HELLO.length);
            assertThat(second.path("etag")).isNotEqualTo(first.path("etag"));
            assertThat(desk.head("a/b/c.txt").path("etag")).isEqualTo(second.path("etag"));
            assertThat(desk.everything()).containsExactly("a", "a/b", "a/b/c.txt");

            desk.delete("a/b/c.txt", false);
            assertThat(Desk.refusal(() -> desk.read("a/b/c.txt")))
                    .isEqualTo("Sandbox.FileNotFound");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "with space",
                "%2e%2e",
                "a+b",
                "line\nbreak",
                "quote\"'`$(x)",
                "\\",
                "-rf",
                "ü…試",
                "\u202e",
                "con",
                "..."
            })
    void namesAreTakenAsTheyAre(String name) throws IOException {
        try (var desk = new Desk(Isolation.FULL)) {
            desk.upload("d/" + name, HELLO);

            assertThat(desk.read("d/" + name)).isEqualTo(HELLO);
            assertThat(desk.list("d", 10).path("files").path(0).path("path").asText())
                    .isEqualTo("d/" + name);
        }
    }

    @Test
    void aNameOf255BytesIsFine() throws IOException {
        try (var desk = new Desk(Isolation.FULL)) {
            String name = "ü".repeat(127) + "x";

            desk.upload(name, HELLO);

            assertThat(desk.read(name)).isEqualTo(HELLO);
        }
    }

    @Test
    void aPartIsReadAndOnlyOfTheFileThatIsMeant() throws IOException {
        try (var desk = new Desk(Isolation.FULL)) {
            String etag = desk.upload("f", HELLO).path("etag").asText();
            FilePath path = new FilePath("f");

            assertThat(desk.read(FileOrder.read(path, 1, 3, etag))).asString().isEqualTo("ell");
            assertThat(desk.read(FileOrder.read(path, 3, 100, null))).asString().isEqualTo("lo");
            assertThat(desk.read(FileOrder.read(path, 100, 1, null))).isEmpty();
            desk.upload("f", HELLO);
            assertThat(Desk.refusal(() -> desk.read(FileOrder.read(path, 0, 1, etag))))
                    .isEqualTo("Sandbox.PreconditionFailed");
        }
    }

    @Test
    void aFileIsChangedOnlyIfItIsAsExpected() throws IOException {
        try (var desk = new Desk(Isolation.FULL)) {
            var absent = new Expectation(null, List.of("*"));
            var any = new Expectation(List.of("*"), null);
            String failed = "Sandbox.PreconditionFailed";

            assertThat(Desk.refusal(() -> desk.upload("d/f", HELLO, any))).isEqualTo(failed);
            assertThat(desk.everything()).isEmpty();
            String etag = desk.upload("d/f", HELLO, absent).path("etag").asText();
            var same = new Expectation(List.of("x", etag), null);
            var other = new Expectation(null, List.of(etag));
            assertThat(Desk.refusal(() -> desk.upload("d/f", HELLO, absent))).isEqualTo(failed);
            assertThat(Desk.refusal(() -> desk.upload("d/f", HELLO, other))).isEqualTo(failed);
            desk.upload("d/f", HELLO, same);
            assertThat(Desk.refusal(() -> desk.upload("d/f", HELLO, same))).isEqualTo(failed);
            assertThat(Desk.refusal(() -> deleted(desk, same))).isEqualTo(failed);
            assertThat(desk.everything()).containsExactly("d", "d/f");
            deleted(desk, any);
            assertThat(Desk.refusal(() -> deleted(desk, any))).isEqualTo("Sandbox.FileNotFound");
        }
    }

    private static boolean deleted(Desk desk, Expectation expected) throws IOException {
        desk.delete("d/f", expected);
        return true;
    }

    @Test
    void ofManyWhoExpectTheSameFileOneChangesIt() throws Exception {
        try (var desk = new Desk(Isolation.FULL)) {
            String etag = desk.upload("f", HELLO).path("etag").asText();
            var same = new Expectation(List.of(etag), null);

            List<Boolean> done =
                    atOnce(6, i -> desk.upload("f", new byte[i], same), "Precondition");

            assertThat(done).containsOnlyOnce(true);
            assertThat(desk.everything()).containsExactly("f");
        }
    }

    @Test
    void ofManyThatFitOneByOneAsManyGoInAsFitTogether() throws Exception {
        try (var desk = new Desk(Isolation.FULL)) {
            desk.disk = 1 << 20;

            List<Boolean> done =
                    atOnce(6, i -> desk.upload("d" + i + "/f", new byte[400_000]), "WorkspaceFull");

            assertThat(done).filteredOn(ok -> ok).hasSize(2);
            assertThat(desk.everything()).hasSize(4).noneMatch(name -> name.contains(".part"));
        }
    }

    @Test
    void codeThatLocksTheWorkspaceHoldsUpOnlyWhatExpectsSomething() throws Exception {
        try (var desk = new Desk(Isolation.FULL)) {
            Process holder =
                    new ProcessBuilder("flock", desk.workspace.toString(), "sh", "-c", "echo; cat")
                            .start();
            assertThat(holder.getInputStream().read()).isEqualTo('\n');

            desk.upload("f", HELLO);
            assertThat(
                            Desk.refusal(() ->
                                    desk.upload("f", HELLO, new Expectation(List.of("*"), null))))
                    .isEqualTo("Sandbox.Conflict");

            holder.getOutputStream().close();
            assertThat(holder.waitFor()).isZero();
        }
    }

    private interface Numbered {
        Object make(int number) throws IOException;
    }

    /// Whether each was done; one that was not was refused with that code.
    private static List<Boolean> atOnce(int many, Numbered work, String refusal) throws Exception {
        List<Callable<Boolean>> all = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            int number = i;
            all.add(() -> {
                try {
                    work.make(number);
                    return true;
                } catch (Refusal refused) {
                    assertThat(refused.code().wire()).contains(refusal);
                    return false;
                }
            });
        }
        List<Boolean> done = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(many)) {
            for (var one : threads.invokeAll(all)) {
                done.add(one.get());
            }
        }
        return done;
    }

    @Test
    void linksAreNotFollowedWhereverTheyPoint() throws IOException {
        try (var desk = new Desk(Isolation.FULL)) {
            Path outside = Files.createTempDirectory("cloche-outside-");
            Files.writeString(outside.resolve("secret"), "secret");
            desk.shell("mkdir in; echo x > in/x; ln -s in inner; ln -s '" + outside + "' out");
            desk.shell("ln -s '" + outside + "/secret' leak; ln -s / root; ln -s nowhere dangling");
            List<String> before = desk.everything();

            for (String path :
                    List.of("leak", "out/secret", "inner/x", "root/etc/passwd", "dangling")) {
                assertThat(Desk.refusal(() -> desk.read(path)))
                        .as(path)
                        .isEqualTo("Sandbox.InvalidParameter");
                assertThat(Desk.refusal(() -> desk.upload(path, HELLO)))
                        .as(path)
                        .isEqualTo("Sandbox.InvalidParameter");
            }
            assertThat(Desk.refusal(() -> desk.upload("out/new/file", HELLO)))
                    .isEqualTo("Sandbox.InvalidParameter");
            assertThat(Desk.refusal(() -> desk.list("out", 10)))
                    .isEqualTo("Sandbox.InvalidParameter");
            assertThat(
                            Desk.refusal(() -> {
                                desk.delete("out/secret", false);
                                return "deleted";
                            }))
                    .isEqualTo("Sandbox.InvalidParameter");

            assertThat(desk.everything()).isEqualTo(before);
            assertThat(outside.resolve("secret")).hasContent("secret");
            assertThat(desk.list("", 100).path("files")).hasSize(1);
            desk.delete("out", true);
            assertThat(outside.resolve("secret")).exists();
            Desk.run("rm", "-r", outside.toString());
        }
    }

    @Test
    void specialFilesAreNeitherReadNorWaitedFor() throws IOException {
        try (var desk = new Desk(Isolation.FULL)) {
            desk.shell("mkfifo pipe");
            desk.shell(
                    "python3 -c \"import socket; socket.socket(socket.AF_UNIX).bind('socket')\"");

            assertThat(Desk.refusal(() -> desk.read("pipe"))).isEqualTo("Sandbox.Conflict");
            assertThat(Desk.refusal(() -> desk.read("socket"))).isEqualTo("Sandbox.Conflict");
            assertThat(Desk.refusal(() -> desk.head("pipe"))).isEqualTo("Sandbox.Conflict");
            assertThat(Desk.refusal(() -> desk.upload("pipe", HELLO)))
                    .isEqualTo("Sandbox.Conflict");
            assertThat(desk.list("", 10).path("files")).isEmpty();
            assertThat(desk.everything()).containsExactly("pipe", "socket");
        }
    }

    @Test
    void aDirectoryIsNoFileAndAFileNoDirectory() throws IOException {
        try (var desk = new Desk(Isolation.FULL)) {
            desk.upload("d/f", HELLO);

            assertThat(Desk.refusal(() -> desk.read("d"))).isEqualTo("Sandbox.Conflict");
            assertThat(Desk.refusal(() -> desk.upload("d", HELLO))).isEqualTo("Sandbox.Conflict");
            assertThat(Desk.refusal(() -> desk.upload("d/f/g", HELLO)))
                    .isEqualTo("Sandbox.Conflict");
            assertThat(
                            Desk.refusal(() -> {
                                desk.delete("d", false);
                                return "deleted";
                            }))
                    .isEqualTo("Sandbox.Conflict");
            desk.delete("d", true);
            assertThat(desk.everything()).isEmpty();
        }
    }

    @Test
    void whatCodeMadeUnreadableIsRefused() throws IOException {
        try (var desk = new Desk(Isolation.FULL)) {
            desk.shell(
                    "echo x > locked; chmod 000 locked; mkdir closed; echo y > closed/y; chmod 000 closed;"
                            + " mkdir half; echo z > half/z; chmod 400 half");

            assertThat(Desk.refusal(() -> desk.read("locked"))).isEqualTo("Sandbox.Conflict");
            assertThat(Desk.refusal(() -> desk.read("closed/y"))).isEqualTo("Sandbox.Conflict");
            assertThat(desk.list("", 10).path("files")).hasSize(1);
        }
    }

    @Test
    void aHardLinkKeepsItsContentWhenTheOtherNameIsReplaced() throws IOException {
        try (var desk = new Desk(Isolation.FULL)) {
            desk.shell("echo -n old > one; ln one two");

            desk.upload("one", HELLO);

            assertThat(desk.read("one")).isEqualTo(HELLO);
            assertThat(desk.read("two")).asString().isEqualTo("old");
        }
    }

    @Test
    void anUploadThatBreaksOffLeavesNothing() throws IOException {
        try (var desk = new Desk(Isolation.FULL)) {
            assertThat(Desk.refusal(() -> desk.breakOff(HELLO)))
                    .isEqualTo("Executor.ValidationError");

            assertThat(desk.everything()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(value = Isolation.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void whatDoesNotFitLeavesNothing(Isolation isolation) throws IOException {
        try (var desk = new Desk(isolation)) {
            desk.disk = 1 << 20;
            desk.upload("half", new byte[600_000]);
            List<String> before = desk.everything();

            assertThat(Desk.refusal(() -> desk.upload("new/other", new byte[600_000])))
                    .isEqualTo("Sandbox.WorkspaceFull");
            assertThat(Desk.refusal(() -> desk.upload("large", new byte[2 << 20])))
                    .isEqualTo("Sandbox.WorkspaceFull");
            desk.most = before.size();
            assertThat(Desk.refusal(() -> desk.upload("one-more", HELLO)))
                    .isEqualTo("Sandbox.WorkspaceFull");

            assertThat(desk.everything()).isEqualTo(before);
            // Instead of a file there is room for one of its size.
            desk.upload("half", new byte[700_000]);
            assertThat(Files.size(desk.workspace.resolve("half"))).isEqualTo(700_000);
        }
    }

    @Test
    void aHoleTakesNoRoomAndIsReadAsZeros() throws IOException {
        try (var desk = new Desk(Isolation.FULL)) {
            desk.disk = 1 << 20;
            desk.shell("truncate -s 1G sparse");

            desk.upload("fits", HELLO);

            assertThat(desk.head("sparse").path("size").asLong()).isEqualTo(1L << 30);
            assertThat(desk.read(FileOrder.read(new FilePath("sparse"), 1L << 29, 3, null)))
                    .isEqualTo(new byte[3]);
        }
    }

    @Test
    void listsAreInOrderAndStopAtTheirLimit() throws IOException {
        try (var desk = new Desk(Isolation.FULL)) {
            desk.shell(
                    "mkdir -p b/deep a; for i in 1 2 3; do echo $i > a/$i; done; echo > b/deep/x; echo > c");

            JsonNode all = desk.list("", 100);
            JsonNode some = desk.list("", 2);

            assertThat(all.path("files").findValuesAsText("path"))
                    .containsExactly("a/1", "a/2", "a/3", "b/deep/x", "c");
            assertThat(all.path("truncated").asBoolean()).isFalse();
            assertThat(some.path("files").findValuesAsText("path")).containsExactly("a/1", "a/2");
            assertThat(some.path("truncated").asBoolean()).isTrue();
            assertThat(desk.list("b", 100).path("files").findValuesAsText("path"))
                    .containsExactly("b/deep/x");
            assertThat(desk.list("c", 100).path("files").findValuesAsText("path"))
                    .containsExactly("c");
            assertThat(Desk.refusal(() -> desk.list("nix", 1))).isEqualTo("Sandbox.FileNotFound");
        }
    }

    /// Code swaps a directory for a link and back as fast as it can, and a file for a pipe.
    @Test
    void nothingIsReadOrWrittenOutsideHoweverFastNamesChange()
            throws IOException, InterruptedException {
        try (var desk = new Desk(Isolation.FULL)) {
            Path outside = Files.createTempDirectory("cloche-outside-");
            Desk.run("chmod", "777", outside.toString());
            Files.writeString(outside.resolve("f"), "secret");
            String script =
                    "import os\nos.mkdir('d'); open('d/f','w').write('inside')\n"
                            + "os.symlink('"
                            + outside
                            + "','l')\n"
                            + "open('d/p','w').write('inside'); os.mkfifo('q')\n"
                            + "while os.path.exists('go'):\n"
                            + "  os.rename('d','t'); os.rename('l','d'); os.rename('d','l'); os.rename('t','d')\n"
                            + "  os.rename('d/p','t'); os.rename('q','d/p'); os.rename('d/p','q'); os.rename('t','d/p')\n";
            Files.writeString(desk.workspace.resolveSibling("swap.py"), script);
            desk.shell("touch go");
            Thread swapper = Thread.ofPlatform().start(() -> swap(desk));

            int read = 0;
            for (int i = 0; i < 60; i++) {
                for (String path : List.of("d/f", "d/p")) {
                    try {
                        assertThat(desk.read(path)).asString().isEqualTo("inside");
                        read++;
                    } catch (Refusal refused) {
                        assertThat(refused.code().wire()).startsWith("Sandbox.");
                    }
                }
                try {
                    desk.upload("d/planted" + i, HELLO);
                } catch (Refusal refused) {
                    assertThat(refused.code().wire()).startsWith("Sandbox.");
                }
            }
            Files.delete(desk.workspace.resolve("go"));
            swapper.join();

            assertThat(read).isPositive();
            assertThat(outside.toFile().list()).containsExactly("f");
            Desk.run("rm", "-r", outside.toString());
        }
    }

    private static void swap(Desk desk) {
        try {
            desk.shell("python3 ../swap.py");
        } catch (IOException problem) {
            throw new UncheckedIOException(problem);
        }
    }

    @Test
    void aHundredMegabytesPassThroughAWindow() throws IOException {
        try (var desk = new Desk(Isolation.FULL)) {
            desk.disk = 200L << 20;

            JsonNode done =
                    desk.upload(
                            new UploadEnd(new FilePath("large"), false, false, null),
                            new Zeros(100L << 20));

            assertThat(done.path("size").asLong()).isEqualTo(100L << 20);
            assertThat(Files.size(desk.workspace.resolve("large"))).isEqualTo(100L << 20);
        }
    }

    private static final class Zeros extends InputStream {

        private long left;

        Zeros(long count) {
            left = count;
        }

        @Override
        public int read() {
            return left-- > 0 ? 0 : -1;
        }

        @Override
        public int read(byte[] to, int at, int length) {
            if (left <= 0) {
                return -1;
            }
            int some = (int) Math.min(length, left);
            left -= some;
            return some;
        }
    }
}
