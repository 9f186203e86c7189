package dev.cloche.control.installation;

/// Another control plane uses the data directory.
final class DataDirectoryTaken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DataDirectoryTaken(String message) {
        super(message);
    }
}
