package dev.cloche.control.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class VaultTest {

    private final Vault vault =
            new Vault("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.UTF_8));

    @Test
    void whatIsSealedOpensAgain() {
        assertThat(vault.open(vault.seal("pässword", "row1"), "row1")).isEqualTo("pässword");
    }

    @Test
    void aSealedValueSaysNothing() {
        byte[] sealed = vault.seal("password", "row1");

        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("password");
        assertThat(sealed).isNotEqualTo(vault.seal("password", "row1"));
    }

    @Test
    void aSealedValueBelongsToItsRow() {
        byte[] sealed = vault.seal("password", "row1");

        assertThatThrownBy(() -> vault.open(sealed, "row2"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aChangedValueIsNoticed() {
        byte[] sealed = vault.seal("password", "row1");
        sealed[sealed.length - 1] ^= 1;

        assertThatThrownBy(() -> vault.open(sealed, "row1"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aDerivedTokenDependsOnKeyPurposeAndSubject() {
        Vault other =
                new Vault("0123456789abcdef0123456789abcdeX".getBytes(StandardCharsets.UTF_8));

        assertThat(vault.derive("a", "b")).isEqualTo(vault.derive("a", "b"));
        assertThat(vault.derive("a", "b"))
                .isNotIn(vault.derive("a", "c"), vault.derive("c", "b"), other.derive("a", "b"));
    }

    @Test
    void aShortKeyIsRefused() {
        assertThatThrownBy(() -> new Vault(new byte[31]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSecretDoesNotPrint() {
        assertThat("" + new Secret("hush")).doesNotContain("hush");
    }
}
