package dev.cloche.control.container;

/// What is to be done about a container.
sealed interface ContainerVerdict {

    /// Nothing.
    record Leave() implements ContainerVerdict {}

    /// It is unused and may go.
    record Retire() implements ContainerVerdict {}

    /// It reports to a control plane that is gone, and has to hear of another one.
    record Greet() implements ContainerVerdict {}

    /// Nothing has been heard of it for a while: it is to be asked.
    record Ask() implements ContainerVerdict {}

    /// It is gone, or as good as gone.
    record Bury(String reason) implements ContainerVerdict {}
}
