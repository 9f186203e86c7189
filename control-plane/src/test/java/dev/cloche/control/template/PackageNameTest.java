package dev.cloche.control.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cloche.api.execution.Language;
import dev.cloche.control.kernel.Refusal;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PackageNameTest {

    private static final List<Language> BOTH = List.of(Language.JAVASCRIPT, Language.PYTHON);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "numpy",
                "numpy==2.1.0",
                "ruamel.yaml",
                "scikit-learn>=1.4,<2",
                "uvicorn[standard]==0.30",
                "x[a,b-c]~=1.2",
                "torch===2.1.0+cpu",
                "django!=4.*"
            })
    void packagesOfPythonAreNamesWithVersions(String text) {
        assertThat(PackageName.of(text, BOTH))
                .isEqualTo(new PackageName(Language.PYTHON, text))
                .isEqualTo(PackageName.of("python:" + text, BOTH));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "lodash",
                "lodash@4.17.21",
                "@types/node@^20",
                "@scope/a.b-c",
                "left-pad@~1.3.0",
                "react@18.3.0-rc.0+build",
                "x@latest"
            })
    void packagesOfJavaScriptAreNamesWithVersions(String text) {
        PackageName wanted = new PackageName(Language.JAVASCRIPT, text);

        assertThat(PackageName.of("javascript:" + text, BOTH)).isEqualTo(wanted);
        assertThat(PackageName.of(text, List.of(Language.JAVASCRIPT))).isEqualTo(wanted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "-r requirements.txt",
                "-rrequirements.txt",
                "--index-url=http://evil",
                "-e",
                "./here",
                "/etc/passwd",
                "../up",
                "numpy pandas",
                "numpy\n",
                "\nnumpy",
                "numpy;evil",
                "numpy @ http://evil/x.whl",
                "git+https://evil/x",
                "http://evil/x.whl",
                "file:///etc/passwd",
                "numpy==",
                "numpy==-1",
                "numpy --pre",
                "numpy==1.0 --hash=x",
                "$(id)",
                "`id`",
                "a|b",
                "python:-r",
                "javascript:file:x",
                "javascript:a@file:../x",
                "javascript:a@npm:b",
                "javascript:a@http://evil",
                "javascript:a@git+ssh://evil",
                "javascript:user/repo",
                "javascript:@scope",
                "javascript:-g",
                "javascript:--registry=x",
                "shell:x",
                "ruby:x",
                "ñandu"
            })
    void whatCouldBeMoreThanANameIsRefused(String text) {
        assertThatThrownBy(() -> PackageName.of(text, BOTH)).isInstanceOf(Refusal.class);
    }

    @Test
    void nothingThatPassesCouldBeAnOptionAFileOrAnAddress() {
        String alphabet = "ab1-._/@:=<>!~,[]+ \t\n;\\$`'\"#*^%(){}|&?";
        Random random = new Random(17);
        int passed = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = 1 + random.nextInt(8); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                String requirement = PackageName.of(text.toString(), BOTH).requirement();
                passed++;
                assertThat(requirement).doesNotContainPattern("[\\s;\\\\$`'\"#%(){}|&?:/]");
                assertThat(requirement).doesNotStartWith("-").doesNotStartWith(".");
            } catch (Refusal refused) {
                assertThat(refused.detail()).contains("pre_installed_packages");
            }
        }
        assertThat(passed).isGreaterThan(100);
    }

    @Test
    void aPackageNeedsItsLanguage() {
        assertThatThrownBy(() -> PackageName.of("javascript:x", List.of(Language.PYTHON)))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> PackageName.of("x", List.of(Language.SHELL)))
                .isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> PackageName.of("a".repeat(201), BOTH)).isInstanceOf(Refusal.class);
    }
}
