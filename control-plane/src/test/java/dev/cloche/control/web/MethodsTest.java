package dev.cloche.control.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MethodsTest {

    @ParameterizedTest
    @CsvSource({
        "/api/v1/sessions,            /api/v1/sessions,         true",
        "/api/v1/sessions,            /api/v1/sessions/a,       false",
        "/api/v1/sessions/{id},       /api/v1/sessions/a,       true",
        "/api/v1/sessions/{id},       /api/v1/sessions/a/b,     false",
        "/api/v1/sessions/{id}/files, /api/v1/sessions/a/files, true",
        "/s/{id}/files/{name: .+},    /s/a/files/b/c d,         true",
        "/s/{id}/files/{name:[^x]+},  /s/a/files/x,             false",
        "/a.b,                        /aXb,                     false"
    })
    void anAddressBelongsToItsTemplate(String template, String path, boolean belongs) {
        assertThat(path.matches(Methods.pattern(template))).isEqualTo(belongs);
    }
}
