package dev.cloche.control.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloche.control.kernel.Refusal;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EnvRulesTest {

    @Test
    void ordinaryVariablesPass() {
        assertThat(EnvRules.check(Map.of("A_1", "x", "_b", ""))).hasSize(2);
        assertThat(EnvRules.check(null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1A", "A-B", "A B", "A=B", "Ä", "A\n"})
    void otherNamesAreRefused(String name) {
        assertThatThrownBy(() -> EnvRules.check(Map.of(name, "x"))).isInstanceOf(Refusal.class);
    }

    @Test
    void tooManyOrTooLongIsRefused() {
        Map<String, String> many = new HashMap<>();
        for (int i = 0; i < 65; i++) {
            many.put("A" + i, "");
        }

        assertThatThrownBy(() -> EnvRules.check(many)).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> EnvRules.check(Map.of("A", "x".repeat(10_240))))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> EnvRules.check(Map.of("A", "\0"))).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> EnvRules.check(Map.of("A", "\ud800"))).isInstanceOf(Refusal.class);
    }
}
