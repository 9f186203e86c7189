package dev.cloche.docs;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.microprofile.openapi.models.Operation;

/// An API that is described in a document of its own, and its habits: what need not be said at each
/// endpoint.
public interface ApiPart {

    /// Its name in the document.
    String title();

    /// What it is, in Markdown.
    String description();

    /// Whether an address belongs to it.
    boolean includes(String path);

    /// The ways to refuse that an operation has by its nature, or says it has.
    List<Failure> failures(OperationFacts operation);

    /// How a caller proves who it is; empty where nobody is asked.
    Optional<Credential> credential(OperationFacts operation);

    /// What is known of a parameter by its name.
    Optional<ParameterWords> parameter(OperationFacts operation, String name);

    /// The status of success, where it is not the one that the framework takes it for.
    default OptionalInt success(OperationFacts operation) {
        return OptionalInt.empty();
    }

    /// Adds what the framework cannot find out about an operation: bodies, headers and answers that
    /// are handled beneath it.
    default void complete(OperationFacts operation, Operation described) {}

    /// A way to prove who one is.
    ///
    /// @param name in the document
    /// @param description how to come by it
    record Credential(String name, String description) {}
}
