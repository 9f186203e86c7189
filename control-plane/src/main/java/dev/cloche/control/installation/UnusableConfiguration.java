package dev.cloche.control.installation;

/// A setting is missing or makes no sense.
final class UnusableConfiguration extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnusableConfiguration(String message) {
        super(message);
    }
}
