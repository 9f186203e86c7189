package dev.cloche.control.openapi;

import dev.cloche.api.error.ErrorCode;
import dev.cloche.control.web.Refuses;
import dev.cloche.docs.Failure;
import dev.cloche.docs.OperationFacts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The catalogue of errors in the words of descriptions.
final class Failures {

    private Failures() {}

    static List<Failure> of(Collection<ErrorCode> codes) {
        return codes.stream().map(Failures::of).toList();
    }

    /// Those that an endpoint names.
    static List<ErrorCode> named(OperationFacts operation) {
        List<ErrorCode> codes = new ArrayList<>();
        operation
                .annotation(Refuses.class)
                .ifPresent(named -> codes.addAll(List.of(named.value())));
        return codes;
    }

    private static Failure of(ErrorCode code) {
        return new Failure(
                code.wire(), code.status(), code.description(), code.solution(), code.page());
    }
}
