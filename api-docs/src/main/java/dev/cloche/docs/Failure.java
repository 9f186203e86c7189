package dev.cloche.docs;

/// One way in which an API refuses.
///
/// @param code its name on the wire
/// @param status of HTTP
/// @param description what it means
/// @param solution what to do about it
/// @param page the last segment of the address of the page about it
public record Failure(String code, int status, String description, String solution, String page) {

    /// The name without the family: `SessionNotFound`.
    String shortName() {
        return code.substring(code.indexOf('.') + 1);
    }
}
