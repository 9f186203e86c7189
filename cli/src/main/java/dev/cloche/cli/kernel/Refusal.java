package dev.cloche.cli.kernel;

/// A verb that will not or cannot do what was typed, with one sentence that says why. Any other
/// exception is a bug.
public final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Exit exit;
    private final String sentence;

    public Refusal(Exit exit, String sentence) {
        super(sentence);
        this.exit = exit;
        this.sentence = sentence;
    }

    public Refusal(Exit exit, String sentence, Throwable cause) {
        super(sentence, cause);
        this.exit = exit;
        this.sentence = sentence;
    }

    /// What the process leaves with.
    public Exit exit() {
        return exit;
    }

    /// Why, for the person who typed it.
    public String sentence() {
        return sentence;
    }
}
