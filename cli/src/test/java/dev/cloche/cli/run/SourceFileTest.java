package dev.cloche.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloche.api.execution.Language;
import dev.cloche.cli.kernel.Refusal;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SourceFileTest {
    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource({
        "a.py,PYTHON",
        "a.PY,PYTHON",
        "a.b.js,JAVASCRIPT",
        "x/a.mjs,JAVASCRIPT",
        "a.cjs,JAVASCRIPT",
        "a.sh,SHELL"
    })
    void theEndingTellsTheLanguage(String name, Language language) {
        assertThat(new SourceFile(name).language()).contains(language);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "a", "py", "a.rb", "a.py.txt", "a."})
    void otherNamesDoNot(String name) {
        assertThat(new SourceFile(name).language()).isEmpty();
    }

    @Test
    void aDashIsStandardInput() {
        assertThat(new SourceFile("-").read(input("print('é')"))).isEqualTo("print('é')");
    }

    @Test
    void codeIsBoundedInCharactersNotBytes() throws Exception {
        Path fits = Files.writeString(directory.resolve("fits.py"), "é".repeat(102_400));
        Path tooLong = Files.writeString(directory.resolve("long.py"), "é".repeat(102_401));

        assertThat(new SourceFile(fits.toString()).read(input(""))).hasSize(102_400);
        assertThatThrownBy(() -> new SourceFile(tooLong.toString()).read(input("")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("longer than 102400 characters");
    }

    @Test
    void whatIsNotTextIsRefused() throws Exception {
        Path binary = Files.write(directory.resolve("x.py"), new byte[] {(byte) 0xff, 0});

        assertThatThrownBy(() -> new SourceFile(binary.toString()).read(input("")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("is not UTF-8 text");
    }

    @Test
    void noCodeIsRefused() {
        assertThatThrownBy(() -> new SourceFile("-").read(input("")))
                .isInstanceOf(Refusal.class)
                .hasMessage("there is no code in standard input");
    }

    @Test
    void aDirectoryIsNoCode() {
        assertThatThrownBy(() -> new SourceFile(directory.toString()).read(input("")))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("is a directory");
    }

    @ParameterizedTest
    @CsvSource({
        "/dev/pts/3,true",
        "/dev/tty1,true",
        "/dev/console,true",
        "/dev/null,false",
        "pipe:[1234],false",
        "/tmp/file,false"
    })
    void aTerminalIsNotReadFrom(String target, boolean terminal) {
        assertThat(StandardInput.isTerminal(target)).isEqualTo(terminal);
        assertThat(StandardInput.piped(target, input("text")).isPresent()).isEqualTo(!terminal);
    }

    @Test
    void tooMuchStandardInputIsRefused() {
        assertThatThrownBy(() -> StandardInput.piped("pipe:[1]", input("x".repeat(1_048_577))))
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("longer than 1 MB");
    }

    @Test
    void anEventIsAnObject() throws Exception {
        Path file = Files.writeString(directory.resolve("event.json"), "{\"n\": 1.50}");

        assertThat(new EventOption("{\"a\": null}").read()).hasToString("{\"a\":null}");
        assertThat(new EventOption("@" + file).read()).hasToString("{\"n\":1.50}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "1", "null", "{", "{} {}", "@/nowhere/event.json"})
    void anythingElseIsNoEvent(String typed) {
        assertThatThrownBy(() -> new EventOption(typed).read())
                .isInstanceOf(Refusal.class)
                .hasMessageContaining("event");
    }

    private static InputStream input(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
