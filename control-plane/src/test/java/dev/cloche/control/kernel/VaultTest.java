package dev.cloche.control.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
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

    @Test
    void theNewestKeySealsAndOldOnesOpen() {
        SealingKey old = new SealingKey("2025", key('o'));
        SealingKey young = new SealingKey("2026", key('y'));
        Vault before = new Vault(key('i'), List.of(old));
        Vault after = new Vault(key('i'), List.of(young, old));
        Vault alone = new Vault(key('i'));

        byte[] fromAlone = alone.seal("a", "row");
        byte[] fromBefore = before.seal("b", "row");
        byte[] fromAfter = after.seal("c", "row");

        assertThat(after.open(fromAlone, "row")).isEqualTo("a");
        assertThat(after.open(fromBefore, "row")).isEqualTo("b");
        assertThat(after.open(fromAfter, "row")).isEqualTo("c");
        assertThatThrownBy(() -> before.open(fromAfter, "row"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("2026");
        assertThatThrownBy(() -> alone.open(fromBefore, "row"))
                .isInstanceOf(IllegalStateException.class);
        assertThat(after.derive("a", "b")).isEqualTo(alone.derive("a", "b"));
    }

    @Test
    void whatIsSealedCannotBeGivenToAnotherKeyOrCutShort() {
        SealingKey one = new SealingKey("one", key('1'));
        SealingKey two = new SealingKey("two", key('1'));
        Vault vault = new Vault(key('i'), List.of(one, two));
        byte[] sealed = vault.seal("a", "row");
        byte[] renamed = sealed.clone();
        System.arraycopy("two".getBytes(StandardCharsets.US_ASCII), 0, renamed, 2, 3);

        assertThatThrownBy(() -> vault.open(renamed, "row"))
                .isInstanceOf(IllegalStateException.class);
        for (int length = 0; length < sealed.length; length++) {
            byte[] cut = Arrays.copyOf(sealed, length);
            assertThatThrownBy(() -> vault.open(cut, "row"))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThatThrownBy(() -> vault.open(new byte[] {2, -1, 3, 4}, "row"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void twoKeysOfOneNameAreRefused() {
        SealingKey key = new SealingKey("a", key('1'));

        assertThatThrownBy(() -> new Vault(key('i'), List.of(key, key)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SealingKey("a b", key('1')))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SealingKey("a", new byte[31]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat("" + new SealingKey("a", key('h'))).doesNotContain("h");
    }

    private static byte[] key(char letter) {
        return String.valueOf(letter).repeat(32).getBytes(StandardCharsets.UTF_8);
    }
}
