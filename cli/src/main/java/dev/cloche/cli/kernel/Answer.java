package dev.cloche.cli.kernel;

/// What a verb leaves behind: exactly these characters, and this exit code.
public record Answer(int exitCode, String out, String err) {

    /// One line on standard output, and success.
    public static Answer line(String line) {
        return new Answer(Exit.OK.code(), line + "\n", "");
    }

    /// Nothing more to say.
    public static Answer silent(Exit exit) {
        return new Answer(exit.code(), "", "");
    }

    /// A sentence on standard error.
    public static Answer failure(Exit exit, String sentence) {
        return new Answer(exit.code(), "", "cloche: " + sentence + "\n");
    }
}
