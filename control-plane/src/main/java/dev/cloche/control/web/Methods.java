package dev.cloche.control.web;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which methods an address takes: an answer 405 has to name them (RFC 9110, section 15.5.6), and
/// the framework's does not.
@Singleton
final class Methods {

    private static final Pattern PARAMETER =
            Pattern.compile("\\{\\s*[\\w.-]+\\s*(?::\\s*([^{}]+?)\\s*)?}");

    private final BeanManager beans;
    private volatile @Nullable List<Endpoint> endpoints;

    Methods(BeanManager beans) {
        this.beans = beans;
    }

    /// Those that are answered at a path, in the order of their names.
    String at(String path) {
        SortedSet<String> methods =
                known().stream()
                        .filter(one -> one.addresses().matcher(path).matches())
                        .map(Endpoint::method)
                        .collect(Collectors.toCollection(TreeSet::new));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        methods.add("OPTIONS");
        return String.join(", ", methods);
    }

    // Looked up when somebody asks for the first time: most installations never answer 405.
    private List<Endpoint> known() {
        @Nullable List<Endpoint> known = endpoints;
        if (known == null) {
            known =
                    beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                            .<Class<?>>map(bean -> bean.getBeanClass())
                            .filter(type -> type.isAnnotationPresent(Path.class))
                            .distinct()
                            .flatMap(Methods::of)
                            .toList();
            endpoints = known;
        }
        return known;
    }

    private static Stream<Endpoint> of(Class<?> resource) {
        return Arrays.stream(resource.getDeclaredMethods())
                .flatMap(method ->
                        method(method).stream()
                                .map(name -> new Endpoint(addresses(resource, method), name)));
    }

    private static Optional<String> method(Method method) {
        return Arrays.stream(method.getAnnotations())
                .map(Annotation::annotationType)
                .filter(type -> type.isAnnotationPresent(HttpMethod.class))
                .map(type -> type.getAnnotation(HttpMethod.class).value())
                .findFirst();
    }

    private static Pattern addresses(Class<?> resource, Method method) {
        Path below = method.getAnnotation(Path.class);
        String template =
                resource.getAnnotation(Path.class).value()
                        + (below == null ? "" : "/" + below.value());
        String slashes = ("/" + template).replaceAll("/{2,}", "/").replaceAll("/$", "");
        return Pattern.compile(pattern(slashes) + "/?");
    }

    /// The pattern of all addresses of a template. Pure.
    static String pattern(String template) {
        var pattern = new StringBuilder();
        var parameters = PARAMETER.matcher(template);
        int done = 0;
        while (parameters.find()) {
            pattern.append(Pattern.quote(template.substring(done, parameters.start())));
            String allowed = parameters.group(1);
            pattern.append(allowed == null ? "[^/]+" : "(?:" + allowed + ")");
            done = parameters.end();
        }
        return pattern.append(Pattern.quote(template.substring(done))).toString();
    }

    private record Endpoint(Pattern addresses, String method) {}
}
