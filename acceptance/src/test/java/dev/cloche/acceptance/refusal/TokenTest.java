package dev.cloche.acceptance.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Answer;
import dev.cloche.acceptance.product.Caller;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.SharedProduct;
import dev.cloche.acceptance.product.Tokens;
import dev.cloche.api.error.ErrorCode;
import java.util.List;
import java.util.Map;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SharedProduct.class)
final class TokenTest {

    private static final String SESSIONS = "/api/v1/sessions";

    private final Product product;
    private final JwtClaims claims = Tokens.claims("default", "user", "admin");

    TokenTest(Product product) {
        this.product = product;
    }

    @Test
    void aTokenOfTheProductIsAccepted() {
        assertThat(withToken(product.tokens().signed(claims)).get(SESSIONS).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/sessions",
                "/api/v1/sessions/sess_0123456789abcdef",
                "/api/v1/executions/exec_20240115_abc12345",
                "/api/v1/executions/exec_20240115_abc12345/result",
                "/api/v1/templates",
                "/api/v1/containers"
            })
    void nothingIsToldWithoutAToken(String path) {
        product.anonymous().get(path).refusedWith(ErrorCode.UNAUTHORIZED);
    }

    @Test
    void withoutATokenNothingIsMade() {
        product.anonymous()
                .post(SESSIONS, Map.of("template_id", "python-basic"))
                .refusedWith(ErrorCode.UNAUTHORIZED);
        product.anonymous()
                .delete(SESSIONS + "/sess_0123456789abcdef")
                .refusedWith(ErrorCode.UNAUTHORIZED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Bearer", "Bearer ", "Bearer x", "Bearer a.b.c", "Basic dXNlcjpwYXNz", "x"})
    void whatIsNoTokenIsRefused(String header) {
        Answer answer = product.anonymous().with("Authorization", header).get(SESSIONS);

        answer.refusedWith(ErrorCode.UNAUTHORIZED);
    }

    @Test
    void anExpiredTokenIsRefused() {
        claims.setExpirationTimeMinutesInTheFuture(-10);

        refused(product.tokens().signed(claims));
    }

    @Test
    void aTokenThatNeverExpiresIsRefused() {
        claims.unsetClaim("exp");

        refused(product.tokens().signed(claims));
    }

    @Test
    void aTokenThatIsNotYetValidIsRefused() {
        claims.setNotBeforeMinutesInThePast(-30);

        refused(product.tokens().signed(claims));
    }

    @Test
    void aTokenOfAnotherIssuerIsRefused() {
        claims.setIssuer("somebody");

        refused(product.tokens().signed(claims));
    }

    @Test
    void aTokenSignedByAnotherKeyIsRefused() {
        refused(Tokens.foreign(claims));
    }

    @Test
    void aTokenWithoutSignatureIsRefused() {
        refused(Tokens.unsigned(claims));
    }

    @Test
    void aTokenSignedWithThePublicKeyAsASecretIsRefused() {
        refused(product.tokens().confused(claims));
    }

    @Test
    void aTokenThatWasChangedIsRefused() {
        String token = product.tokens().signed(Tokens.claims("default", "user"));
        String other = product.tokens().signed(Tokens.claims("another", "user"));
        String mixed =
                token.substring(0, token.indexOf('.'))
                        + other.substring(other.indexOf('.'), other.lastIndexOf('.'))
                        + token.substring(token.lastIndexOf('.'));

        refused(mixed);
    }

    @Test
    void aTokenOfLittleAgeIsAcceptedAcrossClocksThatDiffer() {
        claims.setIssuedAt(NumericDate.fromSeconds(NumericDate.now().getValue() - 600));
        claims.setExpirationTime(NumericDate.fromSeconds(NumericDate.now().getValue() - 2));

        assertThat(withToken(product.tokens().signed(claims)).get(SESSIONS).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"iss", "exp", "iat", "sub", "tenant"})
    void aTokenWithoutAClaimIsRefused(String claim) {
        claims.unsetClaim(claim);

        refused(product.tokens().signed(claims));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "../x", "a b", "a/b", "*"})
    void aTokenWithATenantThatIsNoNameIsRefusedEverywhere(String tenant) {
        claims.setStringClaim("tenant", tenant);
        String token = product.tokens().signed(claims);

        refused(token);
        withToken(token).get("/api/v1/templates").refusedWith(ErrorCode.UNAUTHORIZED);
    }

    @Test
    void aTokenThatIsTooLongIsRefused() {
        claims.setStringClaim("ballast", "x".repeat(32 * 1024));

        refused(product.tokens().signed(claims));
    }

    @Test
    void aDomainIsChosenAmongThoseThatTheTokenNames() {
        claims.setStringListClaim("business_domains", List.of("sales"));
        claims.setStringClaim("tenant", "domains");
        Caller caller = withToken(product.tokens().signed(claims));
        String session =
                caller.with("x-business-domain", "sales")
                        .post(SESSIONS, Map.of("template_id", "python-basic"))
                        .expect(201)
                        .text("session_id");

        caller.get(SESSIONS + "/" + session).refusedWith(ErrorCode.SESSION_NOT_FOUND);
        product.user("sales").get(SESSIONS + "/" + session).expect(200);
        caller.with("x-business-domain", "domains").get(SESSIONS).expect(200);
        caller.with("x-business-domain", "secret").get(SESSIONS).refusedWith(ErrorCode.FORBIDDEN);
        caller.with("x-business-domain", "sales").delete(SESSIONS + "/" + session).expect(200);
    }

    @Test
    void aTokenWithoutARoleMayDoNothing() {
        String token = product.tokens().signed(Tokens.claims("default", "guest"));

        withToken(token).get(SESSIONS).refusedWith(ErrorCode.FORBIDDEN);
        withToken(token)
                .post(SESSIONS, Map.of("template_id", "python-basic"))
                .refusedWith(ErrorCode.FORBIDDEN);
    }

    @Test
    void aTokenInTheAddressIsNotRead() {
        String token = product.tokens().signed(claims);

        product.anonymous()
                .get(SESSIONS + "?access_token=" + token)
                .refusedWith(ErrorCode.UNAUTHORIZED);
    }

    private void refused(String token) {
        Answer answer = withToken(token).get(SESSIONS);

        answer.refusedWith(ErrorCode.UNAUTHORIZED);
        assertThat(answer.body()).doesNotContain(token);
    }

    private Caller withToken(String token) {
        return product.anonymous().withToken(token);
    }
}
