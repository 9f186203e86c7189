package dev.cloche.control.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.api.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Holds `docs/errors/` against the codes. `-Dgolden.write` writes the pages anew.
final class ErrorPagesTest {

    private static final Path PAGES = Path.of("..", "docs", "errors");

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyCodeHasItsPage(ErrorCode code) throws IOException {
        Path page = PAGES.resolve(code.page() + ".md");
        if (System.getProperty("golden.write") != null) {
            Files.createDirectories(PAGES);
            Files.writeString(page, ErrorPages.text(code));
        }

        assertThat(page).hasContent(ErrorPages.text(code));
        assertThat(ErrorPages.named(code.page())).contains(code);
    }

    @Test
    void everyPageHasItsCode() throws IOException {
        try (Stream<Path> pages = Files.list(PAGES)) {
            assertThat(pages.map(page -> page.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            Arrays.stream(ErrorCode.values())
                                    .map(code -> code.page() + ".md")
                                    .toList());
        }
    }

    @Test
    void noTwoCodesShareAName() {
        assertThat(Arrays.stream(ErrorCode.values()).map(ErrorCode::wire)).doesNotHaveDuplicates();
    }
}
