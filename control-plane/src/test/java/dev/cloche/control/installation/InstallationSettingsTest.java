package dev.cloche.control.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InstallationSettingsTest {

    @Test
    void aDatabaseAloneListensWhereItIsTold() {
        InstallationSettings settings =
                settings(
                        Map.of(
                                "CLOCHE_ONLY", "database",
                                "CLOCHE_DATABASE_LISTEN", "0.0.0.0",
                                "CLOCHE_DATABASE_PORT", "5432"));

        assertThat(settings.databaseOnly()).isTrue();
        assertThat(settings.databaseDoor().address()).isEqualTo("0.0.0.0");
        assertThat(settings.databaseDoor().port()).isEqualTo(5432);
    }

    @Test
    void anyOtherListensOnThisMachine() {
        assertThat(settings(Map.of()).databaseDoor().address()).isEqualTo("127.0.0.1");
        assertThat(settings(Map.of("CLOCHE_ONLY", "database")).databaseDoor().address())
                .isEqualTo("127.0.0.1");
        assertThatThrownBy(() -> settings(Map.of("CLOCHE_DATABASE_LISTEN", "0.0.0.0")))
                .isInstanceOf(UnusableConfiguration.class)
                .hasMessageContaining("cloche.only=database");
    }

    @ParameterizedTest
    @CsvSource({
        "CLOCHE_DATABASE_LISTEN, somewhere.example",
        "CLOCHE_DATABASE_PORT, 65536",
        "CLOCHE_DATABASE_URL, mysql://x",
        "CLOCHE_DATABASE_PASSWORD, 'two\nlines'"
    })
    void whatMakesNoSenseIsRefused(String name, String value) {
        assertThatThrownBy(() ->
                        settings(Map.of("CLOCHE_ONLY", "database", name, value.translateEscapes())))
                .isInstanceOf(UnusableConfiguration.class)
                .hasMessageContaining(name.toLowerCase(Locale.ROOT).replace('_', '.'));
    }

    private static InstallationSettings settings(Map<String, String> environment) {
        Map<String, String> all = new HashMap<>(environment);
        all.put("CLOCHE_DATA", "/nowhere");
        return InstallationSettings.of(_ -> Optional.empty(), all);
    }
}
