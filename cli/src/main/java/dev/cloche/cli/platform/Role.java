package dev.cloche.cli.platform;

import java.util.List;
import java.util.Locale;

/// What a token allows.
public enum Role {
    /// Sessions, executions and files of its tenant.
    USER,
    /// Also the templates, and the containers of everybody.
    ADMIN;

    /// The groups in the token; an admin is a user too.
    List<String> groups() {
        return switch (this) {
            case USER -> List.of("user");
            case ADMIN -> List.of("user", "admin");
        };
    }

    /// As it is typed.
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
