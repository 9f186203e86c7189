package dev.cloche.control.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Keys that an installation is given.
final class GivenKeysTest {

    private static final byte[] TEXT = {1, 2, 3};

    // What PKCS#8 has before the key proper, for RSA with 2048 bits.
    private static final int PREAMBLE = 26;

    @TempDir Path given;
    @TempDir Path kept;

    private KeyPair pair;

    @BeforeEach
    void keys() throws Exception {
        pair = pair(2048);
        give("PRIVATE KEY", pair.getPrivate().getEncoded());
        secret(32);
    }

    @Test
    void theyAreKeptAsThoseThatWereMadeHere() throws Exception {
        GivenKeys.in(given).copyTo(kept);

        Keys keys = Keys.in(kept);
        assertThat(signedByTheirsIsVerifiedBy(keys)).isTrue();
        assertThat(keys.signing()).hasSameTextualContentAs(given.resolve("jwt-private.pem"));
        assertThat(keys.secret()).hasSameTextualContentAs(given.resolve("installation.key"));
        assertThat(Files.getPosixFilePermissions(keys.signing())).hasSize(2);
    }

    @Test
    void aKeyInTheFormatOfHelmIsTheSameKey() throws Exception {
        byte[] pkcs8 = pair.getPrivate().getEncoded();
        give("RSA PRIVATE KEY", Arrays.copyOfRange(pkcs8, PREAMBLE, pkcs8.length));

        GivenKeys.in(given).copyTo(kept);

        assertThat(signedByTheirsIsVerifiedBy(Keys.in(kept))).isTrue();
    }

    @Test
    void othersTakeThePlaceOfThoseThatWereThere() throws Exception {
        Keys before = Keys.in(kept);

        GivenKeys.in(given).copyTo(kept);

        assertThat(signedByTheirsIsVerifiedBy(before)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jwt-private.pem", "installation.key"})
    void oneThatIsMissingIsNamed(String name) throws Exception {
        Files.delete(given.resolve(name));

        assertThatThrownBy(() -> GivenKeys.in(given))
                .isInstanceOf(UnusableConfiguration.class)
                .hasMessageContaining(name);
    }

    @Test
    void oneThatIsNoneOrTooShortIsNamed() throws Exception {
        give("PRIVATE KEY", new byte[] {1, 2, 3});
        refused("jwt-private.pem");
        give("PRIVATE KEY", pair(1024).getPrivate().getEncoded());
        refused("jwt-private.pem");
        Files.writeString(given.resolve("jwt-private.pem"), "ü");
        refused("jwt-private.pem");

        keys();
        secret(31);
        refused("installation.key");
        Files.writeString(given.resolve("installation.key"), "not Base64");
        refused("installation.key");
    }

    private void refused(String name) {
        assertThatThrownBy(() -> GivenKeys.in(given))
                .isInstanceOf(UnusableConfiguration.class)
                .hasMessageContaining(name);
    }

    private static KeyPair pair(int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private void give(String kind, byte[] bytes) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        Files.writeString(
                given.resolve("jwt-private.pem"),
                "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }

    private void secret(int bytes) throws IOException {
        Files.writeString(
                given.resolve("installation.key"),
                Base64.getEncoder().encodeToString(new byte[bytes]) + "\n");
    }

    private boolean signedByTheirsIsVerifiedBy(Keys keys) throws Exception {
        Signature signing = Signature.getInstance("SHA256withRSA");
        signing.initSign(pair.getPrivate());
        signing.update(TEXT);
        String pem = Files.readString(keys.verifying()).replaceAll("-----[A-Z ]+-----", "");
        var half = new X509EncodedKeySpec(Base64.getMimeDecoder().decode(pem));
        Signature verifying = Signature.getInstance("SHA256withRSA");
        verifying.initVerify(KeyFactory.getInstance("RSA").generatePublic(half));
        verifying.update(TEXT);
        return verifying.verify(signing.sign());
    }
}
