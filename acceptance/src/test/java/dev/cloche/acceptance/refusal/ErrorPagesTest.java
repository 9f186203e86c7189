package dev.cloche.acceptance.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.SharedProduct;
import dev.cloche.api.error.ErrorCode;
import java.net.URI;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The address that every refusal gives for reading more.
@ExtendWith(SharedProduct.class)
final class ErrorPagesTest {

    private final Product product;

    ErrorPagesTest(Product product) {
        this.product = product;
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            mode = EnumSource.Mode.MATCH_NONE,
            names = "EXECUTOR_(?!UNREACHABLE).*")
    void thereIsAPageAboutEveryCode(ErrorCode code) {
        Caller caller = product.anonymous();
        Answer refused = caller.get("/api/v1/sessions");
        refused.refusedWith(ErrorCode.UNAUTHORIZED);
        URI link = URI.create(refused.text("error_link"));

        Answer page =
                caller.get(link.getPath().replace(ErrorCode.UNAUTHORIZED.page(), code.page()));

        assertThat(link.toString()).startsWith(product.url());
        assertThat(page.expect(200).body()).contains(code.wire(), code.solution());
    }
}
