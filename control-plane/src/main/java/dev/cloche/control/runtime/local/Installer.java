package dev.cloche.control.runtime.local;

import java.util.ArrayList;
import java.util.List;

/// The commands that fill an environment. Packages are arguments, never text of a script.
final class Installer {

    // The limit is on the size of one file, in blocks of 512 bytes: 4 GiB.
    private static final String LIMITS =
            """
            set -eu
            umask 022
            ulimit -c 0
            ulimit -f 8388608
            """;

    // Packages are found by one path, whatever the version of Python.
    private static final String PYTHON =
            LIMITS
                    + """
                    /usr/bin/python3 -m venv --system-site-packages --without-pip /environment/python
                    cd /environment/python
                    ln -s "$(echo lib/python3.*/site-packages)" packages
                    exec bin/python3 -m pip install --no-input --disable-pip-version-check \\
                      --no-cache-dir --progress-bar off --no-color "$@"
                    """;

    private static final String JAVASCRIPT =
            LIMITS
                    + """
                    mkdir /environment/javascript
                    cd /environment/javascript
                    echo '{"private": true}' > package.json
                    exec npm install --no-audit --no-fund --no-update-notifier --no-progress -- "$@"
                    """;

    private Installer() {}

    /// One command after the other.
    static List<List<String>> steps(List<String> python, List<String> javascript) {
        List<List<String>> steps = new ArrayList<>();
        if (!python.isEmpty()) {
            steps.add(step(PYTHON, python));
        }
        if (!javascript.isEmpty()) {
            steps.add(step(JAVASCRIPT, javascript));
        }
        return steps;
    }

    private static List<String> step(String script, List<String> packages) {
        List<String> step = new ArrayList<>(List.of("/bin/sh", "-c", script, "cloche-installer"));
        step.addAll(packages);
        return List.copyOf(step);
    }
}
