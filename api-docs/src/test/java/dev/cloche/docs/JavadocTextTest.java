package dev.cloche.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class JavadocTextTest {

    @Test
    void aCommentIsTakenApart() {
        JavadocText text =
                JavadocText.parse(
                        """
                         What a run did, see [dev.cloche.api.Outcome].
                         It goes on here.

                         And here, like `runLimits`.

                         @param path relative to
                           the workspace
                         @param size bytes
                         @throws Refusal never shown
                        """);

        assertThat(text.body())
                .isEqualTo(
                        "What a run did, see `Outcome`. It goes on here.\n\nAnd here, like `run_limits`.");
        assertThat(text.parameters())
                .containsOnlyKeys("path", "size")
                .containsEntry("path", "relative to the workspace")
                .containsEntry("size", "bytes");
    }

    @Test
    void theFirstSentenceEndsAtItsFullStop() {
        assertThat(Javadocs.firstSentence("Up to 0.5 cores. No more."))
                .isEqualTo("Up to 0.5 cores.");
        assertThat(Javadocs.firstSentence("One only.")).isEqualTo("One only.");
    }
}
