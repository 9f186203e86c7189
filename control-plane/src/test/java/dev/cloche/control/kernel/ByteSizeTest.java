package dev.cloche.control.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ByteSizeTest {

    @Test
    void sizesAreReadInBinaryUnits() {
        assertThat(ByteSize.parse("512Mi")).contains(new ByteSize(536_870_912));
        assertThat(ByteSize.parse("8Gi")).contains(ByteSize.gibi(8));
        assertThat(ByteSize.mebi(1024)).isEqualByComparingTo(ByteSize.gibi(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "1G",
                "1.5Gi",
                "-1Gi",
                "1gi",
                "1 Gi",
                "Gi",
                "99999999999Gi",
                "1Gi\n"
            })
    void anythingElseIsNoSize(String text) {
        assertThat(ByteSize.parse(text)).isEmpty();
    }
}
