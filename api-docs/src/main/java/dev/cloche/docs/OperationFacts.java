package dev.cloche.docs;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// An operation of an API as its source has it.
///
/// @param path its address
/// @param httpMethod in capital letters
/// @param method what carries it out
/// @param hasBody whether it takes one
/// @param hasParameters whether it has a query or headers that can be wrong
public record OperationFacts(
        String path, String httpMethod, Method method, boolean hasBody, boolean hasParameters) {

    /// `session_create` for `SessionResource.create`.
    public String id() {
        String resource = method.getDeclaringClass().getSimpleName();
        String noun = resource.replaceFirst("Resource$", "");
        return JavadocText.snake(noun) + "_" + JavadocText.snake(method.getName());
    }

    /// The package that it is in.
    String source() {
        return method.getDeclaringClass().getPackageName();
    }

    /// The feature that it belongs to: the last segment of its package.
    String feature() {
        String name = source();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /// An annotation of the method, else of its class.
    public <A extends Annotation> Optional<A> annotation(Class<A> type) {
        return Optional.ofNullable(method.getAnnotation(type))
                .or(() -> Optional.ofNullable(method.getDeclaringClass().getAnnotation(type)));
    }

    /// Finds the method that a framework names as `package.Class_method`.
    static Method resolve(String frameworkId, ClassLoader loader) {
        int end = frameworkId.lastIndexOf('_');
        String type = frameworkId.substring(0, end);
        String name = frameworkId.substring(end + 1);
        try {
            return Arrays.stream(Class.forName(type, false, loader).getDeclaredMethods())
                    .filter(method -> method.getName().equals(name) && !method.isSynthetic())
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no method " + frameworkId));
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("no class for " + frameworkId, e);
        }
    }
}
