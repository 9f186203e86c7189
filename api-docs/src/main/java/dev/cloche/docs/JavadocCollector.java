package dev.cloche.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.PackageElement;
import javax.lang.model.element.TypeElement;
import javax.tools.StandardLocation;

/// Keeps the comments of packages, records, enums and resources in [Javadocs#RESOURCE], from where
/// the descriptions of the APIs are made.
@SupportedAnnotationTypes("*")
public final class JavadocCollector extends AbstractProcessor {

    private final Map<String, String> found = new TreeMap<>();

    @Override
    public SourceVersion getSupportedSourceVersion() {
        return SourceVersion.latestSupported();
    }

    @Override
    public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment round) {
        round.getRootElements().forEach(this::collect);
        if (round.processingOver() && !found.isEmpty()) {
            write();
        }
        return false;
    }

    private void collect(Element element) {
        switch (element) {
            case PackageElement named -> keep(named.getQualifiedName().toString(), named);
            case TypeElement type when isDescribed(type) -> collectType(type);
            default -> {}
        }
        if (element instanceof TypeElement) {
            element.getEnclosedElements().stream()
                    .filter(TypeElement.class::isInstance)
                    .forEach(this::collect);
        }
    }

    private static boolean isDescribed(TypeElement type) {
        return type.getKind() == ElementKind.RECORD
                || type.getKind() == ElementKind.ENUM
                || type.getSimpleName().toString().endsWith("Resource");
    }

    private void collectType(TypeElement type) {
        String name = processingEnv.getElementUtils().getBinaryName(type).toString();
        found.put(name, "");
        keep(name, type);
        for (Element member : type.getEnclosedElements()) {
            if (member.getKind() == ElementKind.METHOD
                    || member.getKind() == ElementKind.ENUM_CONSTANT) {
                keep(name + "#" + member.getSimpleName(), member);
            }
        }
    }

    private void keep(String name, Element element) {
        String comment = processingEnv.getElementUtils().getDocComment(element);
        if (comment == null) {
            return;
        }
        JavadocText text = JavadocText.parse(comment);
        found.put(name, text.body());
        text.parameters()
                .forEach((parameter, words) -> found.put(name + "(" + parameter + ")", words));
    }

    private void write() {
        try (Writer out =
                processingEnv
                        .getFiler()
                        .createResource(StandardLocation.CLASS_OUTPUT, "", Javadocs.RESOURCE)
                        .openWriter()) {
            for (Map.Entry<String, String> entry : found.entrySet()) {
                out.write(Javadocs.line(entry.getKey(), entry.getValue()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
