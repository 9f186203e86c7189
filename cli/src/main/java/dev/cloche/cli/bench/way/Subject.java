package dev.cloche.cli.bench.way;

import java.util.Locale;

/// Who runs it.
public enum Subject {
    /// The yardstick.
    BARE("bare interpreter"),
    /// The usual sandbox around it.
    BWRAP("bubblewrap around it"),
    /// A Jupyter kernel that has started before and keeps its state.
    JUPYTER("warm Jupyter kernel"),
    /// A Jupyter kernel from its start to its end.
    KERNEL("new Jupyter kernel"),
    /// Our executor without the platform around it.
    EXECUTOR("executor alone"),
    /// The platform as its users meet it.
    API("execute-sync, recorded");

    private final String title;

    Subject(String title) {
        this.title = title;
    }

    /// For people.
    public String title() {
        return title;
    }

    /// As it is typed.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether it is of our making.
    public boolean isOurs() {
        return switch (this) {
            case EXECUTOR, API -> true;
            case BARE, BWRAP, JUPYTER, KERNEL -> false;
        };
    }
}
