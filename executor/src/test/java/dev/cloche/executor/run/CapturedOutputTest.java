package dev.cloche.executor.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CapturedOutputTest {

    private static final long KEPT = 1 << 20;

    @ParameterizedTest
    @ValueSource(strings = {"", "plain", "ä€😀", "two\nlines\n"})
    void whatIsWholeIsReturnedAsItIs(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var output = new CapturedOutput(KEPT);
        output.add(bytes);

        assertThat(output.text(bytes.length)).isEqualTo(new CapturedOutput.Text(text, false));
    }

    @Test
    void aCutNeverLeavesHalfACharacter() {
        byte[] all = "ä€😀x".getBytes(StandardCharsets.UTF_8);

        for (int kept = 0; kept < all.length; kept++) {
            var output = new CapturedOutput(KEPT);
            output.add(Arrays.copyOf(all, kept));
            CapturedOutput.Text text = output.text(all.length);
            assertThat(text.value()).doesNotContain("\uFFFD");
            assertThat("ä€😀x").startsWith(text.value());
            assertThat(text.truncated()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whatIsReadPieceByPieceIsTheWholeTextHoweverItComes(long seed) {
        var random = new Random(seed);
        byte[] all = noise(random);
        var output = new CapturedOutput(KEPT);
        var read = new StringBuilder();

        for (int at = 0; at < all.length; ) {
            int next = Math.min(all.length, at + 1 + random.nextInt(7));
            output.add(Arrays.copyOfRange(all, at, next));
            at = next;
            read.append(output.after(read.length(), 1 + random.nextInt(5)).text());
        }
        output.end(all.length);
        read.append(output.after(read.length(), all.length).text());

        String expected = new String(all, StandardCharsets.UTF_8).replace("\0", "");
        assertThat(read.toString()).isEqualTo(expected);
        assertThat(output.text(all.length).value()).isEqualTo(expected);
    }

    @Test
    void aPieceNeverHoldsHalfOfAPair() {
        var output = new CapturedOutput(KEPT);
        output.add("😀😀".getBytes(StandardCharsets.UTF_8));

        assertThat(output.after(0, 1)).isEqualTo(new CapturedOutput.Piece("😀", 2));
        assertThat(output.after(1, 9)).isEqualTo(new CapturedOutput.Piece("😀", 4));
        assertThat(output.after(99, 9)).isEqualTo(new CapturedOutput.Piece("", 4));
    }

    @Test
    void anIncompleteCharacterWaitsForItsRestAndIsReplacedWhenThatNeverComes() {
        var output = new CapturedOutput(KEPT);
        output.add(new byte[] {'a', (byte) 0xE2, (byte) 0x82});

        assertThat(output.after(0, 9).text()).isEqualTo("a");

        output.end(3);
        assertThat(output.after(0, 9).text()).isEqualTo("a\uFFFD");
    }

    @Test
    void aStreamIsFullWhenNoMoreOfItIsKept() {
        var output = new CapturedOutput(3);
        output.add(new byte[] {'a', 'b'});

        assertThat(output.full()).isFalse();
        output.add(new byte[] {'c'});
        assertThat(output.full()).isTrue();
    }

    static LongStream seeds() {
        return LongStream.range(0, 200);
    }

    private static byte[] noise(Random random) {
        var all = new ByteArrayOutputStream();
        for (int i = 0; i < 40; i++) {
            switch (random.nextInt(4)) {
                case 0 -> all.write(random.nextInt(256));
                case 1 -> all.write(random.nextInt(3));
                case 2 -> all.writeBytes("ä€".getBytes(StandardCharsets.UTF_8));
                default -> all.writeBytes("😀".getBytes(StandardCharsets.UTF_8));
            }
        }
        return all.toByteArray();
    }

    @Test
    void badBytesAreReplacedAndNulIsDropped() {
        var output = new CapturedOutput(KEPT);
        output.add(new byte[] {'a', (byte) 0xFF, 0, 'b'});

        assertThat(output.text(4).value()).isEqualTo("a\uFFFDb");
    }
}
