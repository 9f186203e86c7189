package dev.cloche.executor.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MachineUserTest {

    @ParameterizedTest
    @CsvSource({
        // user inside, its map | user outside
        "0, 0 0 4294967295, 0",
        "1000, 0 0 4294967295, 1000",
        "1000, 1000 0 1, 0",
        "1000, 1000 62000 1, 62000",
        "0, 0 100000 65536, 100000",
        "5, 0 100000 65536, 100005",
    })
    void followsTheMap(long inside, String map, long outside) {
        var user = MachineUser.of(inside, List.of("   " + map.replace(" ", "    ")));

        assertThat(user).isEqualTo(new MachineUser(outside));
        assertThat(user.isRoot()).isEqualTo(outside == 0);
    }
}
