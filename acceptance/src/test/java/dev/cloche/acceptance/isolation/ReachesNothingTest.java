package dev.cloche.acceptance.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cloche.acceptance.product.Finished;
import dev.cloche.acceptance.product.Product;
import dev.cloche.acceptance.product.Sandbox;
import dev.cloche.acceptance.product.SharedProduct;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/// What code in a sandbox can get at.
@ExtendWith(SharedProduct.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReachesNothingTest {

    private final Product product;
    private Sandbox sandbox;

    ReachesNothingTest(Product product) {
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
    void thereIsNoNetworkButItsOwnLoopback() throws SocketException {
        List<List<Object>> addresses = new ArrayList<>();
        for (int port : product.ports()) {
            for (String address : hostAddresses()) {
                addresses.add(List.of(address, port));
            }
        }
        addresses.add(List.of("1.1.1.1", 53));
        addresses.add(List.of("169.254.169.254", 80));

        Finished run =
                sandbox.handle(
                        "python", Hostile.program("call_out.py"), Map.of("addresses", addresses));

        assertThat(product.ports()).as("control plane, database, executor").hasSizeGreaterThan(2);
        JsonNode got = run.ok().returnValue();
        assertThat(got.path("reached")).isEmpty();
        assertThat(got.path("interfaces").toString()).isEqualTo("[\"lo\"]");
    }

    @Test
    void nothingOfTheProductCanBeReachedFromOtherMachines() {
        assertThat(product.exposedPorts()).isEmpty();
    }

    @Test
    void theToolsForItDoNotWorkEither() {
        Finished run =
                sandbox.shell(
                        """
                        unshare --user --map-root-user true && echo unshare
                        unshare --mount true && echo mount namespace
                        mount -t tmpfs none /tmp && echo mount
                        bwrap --ro-bind / / true && echo bwrap
                        su -c true && echo su
                        sudo -n true && echo sudo
                        nsenter -t 1 -m true && echo nsenter
                        exit 0
                        """);

        assertThat(run.ok().stdout()).isEmpty();
    }

    @Test
    void aSymbolicLinkToTheOutsideLeadsNowhere() {
        sandbox.shell(
                        "ln -sfn "
                                + product.data()
                                + " platform; ln -sfn /etc/shadow shadow;"
                                + " ln -sfn /proc/1/root root; ln -sfn ../../../.. up")
                .ok();

        Finished run =
                sandbox.shell(
                        "ls platform/ root/spool up/root/ 2>/dev/null; cat shadow 2>/dev/null;"
                                + " echo x > platform/new 2>/dev/null; echo done");

        assertThat(run.ok().stdout()).isEqualTo("done\n");
        assertThat(product.data().resolve("new")).doesNotExist();
        assertThat(run.body().path("artifacts")).isEmpty();
    }

    private static List<String> hostAddresses() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .map(address -> address.getHostAddress())
                .filter(address -> address.indexOf(':') < 0)
                .toList();
    }
}
