package dev.cloche.control.file;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LabelsTest {

    @ParameterizedTest
    @CsvSource({
        "a.csv, text/csv",
        "A.JSON, application/json",
        "x.tar.gz, application/gzip",
        "nothing, application/octet-stream",
        ".py, text/x-python",
        "a., application/octet-stream",
    })
    void theKindIsToldByTheEndOfTheName(String name, String kind) {
        assertThat(Labels.kind(name)).isEqualTo(kind);
    }

    @Test
    void aNameIsSaidForOldAndForNewReaders() {
        assertThat(Labels.disposition("Übung 1.txt"))
                .isEqualTo(
                        "attachment; filename=\"_bung 1.txt\"; filename*=UTF-8''%C3%9Cbung%201.txt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\"; x=\"y", "a\r\nSet-Cookie: x", "a\\", "100%", "a'b", "\u0000", "a;b,c"})
    void noNameGetsOutOfItsPlace(String name) {
        String header = Labels.disposition(name);

        assertThat(header)
                .matches(
                        "attachment; filename=\"[ -~&&[^\"\\\\%]]*\"; filename\\*=UTF-8''[!#$&+.^_`|~%A-Za-z0-9-]*");
    }
}
