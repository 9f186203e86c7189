package dev.cloche.acceptance.product;

import static org.assertj.core.api.Assertions.assertThat;

/// Files of all kinds that a session leaves, and what of them can be had when its container is
/// gone.
public final class Keepsakes {

    private static final String ODD = "/d/%C3%BC%20+%25";

    private Keepsakes() {}

    public static void leave(Sandbox sandbox) {
        sandbox.python(
                        """
                        import os
                        os.makedirs('d')
                        open('d/ü +%', 'w').write('kept')
                        open('empty', 'w')
                        with open('large', 'wb') as file:
                            for i in range(9):
                                file.write(bytes([i]) * (1 << 20))
                        open('mine', 'w').write('x'); os.chmod('mine', 0)
                        open(b'n\\xff', 'w').write('x')
                        os.symlink('large', 'link')
                        """)
                .ok();
    }

    /// The small one alone can be had.
    ///
    /// @param files the address of the session's files
    public static void checkOne(Caller caller, String files) {
        assertThat(caller.get(files + ODD).expect(200).body()).isEqualTo("kept");
    }

    /// All can be had but links, names that are no text, and what its owner took the right to.
    public static void check(Caller caller, String files) {
        assertThat(caller.get(files).expect(200).json().path("files").findValuesAsText("name"))
                .containsExactly("d/ü +%", "empty", "large");
        checkOne(caller, files);
        assertThat(
                        caller.with("Range", "bytes=8388607-8388608")
                                .get(files + "/large")
                                .expect(206)
                                .body())
                .isEqualTo("\u0007\u0008");
    }
}
