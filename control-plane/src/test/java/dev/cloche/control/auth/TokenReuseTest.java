package dev.cloche.control.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.control.installation.FoundationResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;

/// What the running application verifies tokens with.
@QuarkusTest
@QuarkusTestResource(FoundationResource.class)
final class TokenReuseTest {

    @Inject JWTCallerPrincipalFactory factory;

    @Test
    void theApplicationRemembersVerifiedTokens() {
        assertThat(factory).isExactlyInstanceOf(VerifiedTokens.class);
    }
}
