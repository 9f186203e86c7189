package dev.cloche.acceptance.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// Programs of the kinds that agents write: long, busy, talkative.
@ExtendWith(SharedProduct.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProgramsTest {

    private final Product product;
    private Sandbox sandbox;

    ProgramsTest(Product product) {
        this.product = product;
    }

    @BeforeAll
    void open() {
        sandbox = Sandbox.open(product.newTenant());
    }

    @AfterAll
    void close() {
        sandbox.close();
    }

    @Test
    void aProgramOfFiveHundredLinesPrintsExactlyWhatItShould() throws IOException {
        String program = resource("warehouse.py");

        Finished run = sandbox.python(program);

        assertThat(program.lines().count()).isGreaterThanOrEqualTo(500);
        assertThat(run.stderr()).isEqualTo("3 lines were refused\n");
        assertThat(run.ok().stdout()).isEqualTo(resource("warehouse.expected.txt"));
    }

    @Test
    void aBusyProgramComesToTheRightResult() {
        Finished run =
                sandbox.python(
                        """
                        import hashlib
                        digest = b"seed"
                        for _ in range(300_000):
                            digest = hashlib.sha256(digest).digest()
                        n, steps = 837_799, 0
                        while n != 1:
                            n, steps = (n // 2 if n % 2 == 0 else 3 * n + 1), steps + 1
                        print(digest.hex()[:16], steps, sum(i * i % 7 for i in range(1_000_000)))
                        """);

        assertThat(run.ok().stdout()).isEqualTo("850609387f78e5e8 524 1999998\n");
    }

    @Test
    void aProgramThatWritesAndReadsManyFilesFindsThemAllAgain() {
        Finished run =
                sandbox.python(
                        """
                        import hashlib, os
                        os.makedirs("many", exist_ok=True)
                        for i in range(500):
                            with open(f"many/{i:03}.bin", "wb") as file:
                                file.write(hashlib.sha256(str(i).encode()).digest() * 512)
                        total = sum(os.path.getsize(e) for e in os.scandir("many"))
                        with open("many/499.bin", "rb") as file:
                            file.seek(-32, os.SEEK_END)
                            tail = file.read()
                        print(total, tail == hashlib.sha256(b"499").digest())
                        """);

        assertThat(run.ok().stdout()).isEqualTo((500 * 512 * 32) + " True\n");
        assertThat(run.body().path("artifacts")).hasSize(500);
    }

    @Test
    void aTalkativeProgramIsHeardToTheLastLine() {
        Finished run =
                sandbox.javascript(
                        "for (let i = 1; i <= 20000; i++) console.log('line ' + i + ' of 20000')");

        assertThat(run.ok().stdout().lines()).hasSize(20_000);
        assertThat(run.stdout()).startsWith("line 1 of").endsWith("line 20000 of 20000\n");
        assertThat(run.flag("stdout_truncated")).isFalse();
    }

    @Test
    void aScriptMayCombineTheToolsOfTheShell() {
        Finished run =
                sandbox.run(
                        Map.of(
                                "language",
                                "shell",
                                "code",
                                """
                                set -euo pipefail
                                seq 1 1000 | awk '$1 % 7 == 0 { s += $1 } END { print s }'
                                printf '%s\\n' pear apple fig | sort | paste -sd, -
                                tar cf a.tar -C /usr/bin bash && tar tf a.tar
                                head -c 1000000 /dev/urandom > noise
                                gzip -k noise && gunzip -c noise.gz | cmp - noise && echo same
                                """));

        assertThat(run.ok().stdout()).isEqualTo("71071\napple,fig,pear\nbash\nsame\n");
    }

    private static String resource(String name) throws IOException {
        try (InputStream stream = ProgramsTest.class.getResourceAsStream("/program/" + name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
