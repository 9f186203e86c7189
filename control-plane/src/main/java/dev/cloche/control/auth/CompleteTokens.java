package dev.cloche.control.auth;

import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;

/// Refuses tokens that are genuine and yet not enough: those that name no tenant, and those that
/// are so long that looking at them is an effort.
final class CompleteTokens extends JWTCallerPrincipalFactory {

    private static final int LONGEST = 8 * 1024;

    private final JWTCallerPrincipalFactory verifier;

    CompleteTokens(JWTCallerPrincipalFactory verifier) {
        this.verifier = verifier;
    }

    @Override
    public JWTCallerPrincipal parse(String token, JWTAuthContextInfo context)
            throws ParseException {
        if (token.length() > LONGEST) {
            throw new ParseException("a token of " + token.length() + " characters");
        }
        JWTCallerPrincipal principal = verifier.parse(token, context);
        if (!Callers.isTenant(principal.getClaim(Callers.TENANT))) {
            throw new ParseException("a token without a tenant");
        }
        return principal;
    }
}
