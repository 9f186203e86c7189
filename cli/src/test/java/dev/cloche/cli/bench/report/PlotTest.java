package dev.cloche.cli.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cloche.cli.bench.load.Samples;
import dev.cloche.cli.bench.way.Subject;
import dev.cloche.cli.bench.way.Workload;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

final class PlotTest {
    private final Results results = new Results();

    @Test
    void everyMeasuredSubjectHasABarAsLongAsItsMedian() throws Exception {
        results.add(new Results.Single(Workload.PYTHON, Subject.BARE, of(10, 20)));
        results.add(new Results.Single(Workload.PYTHON, Subject.EXECUTOR, of(3, 4)));
        results.add(new Results.Single(Workload.SHELL, Subject.API, of(40, 90)));

        Document svg = parse(Plot.svg(results));

        List<Element> bars = elements(svg, "rect").stream().skip(1).toList();
        assertThat(bars)
                .extracting(it -> it.getAttribute("class"))
                .containsExactly("yardstick", "executor", "api");
        assertThat(width(bars.get(1))).isPositive().isLessThan(width(bars.get(0)));
        assertThat(width(bars.get(0))).isLessThan(width(bars.get(2)));
        assertThat(elements(svg, "text"))
                .extracting(Element::getTextContent)
                .contains("Python: print(1+1)", "shell: echo 2", "10 ms", "3 ms", "40 ms");
    }

    @Test
    void whiskersReachBeyondTheirBars() throws Exception {
        results.add(new Results.Single(Workload.PYTHON, Subject.BARE, of(10, 20)));

        Document svg = parse(Plot.svg(results));

        Element whisker =
                elements(svg, "line").stream()
                        .filter(it -> it.getAttribute("class").equals("whisker"))
                        .findFirst()
                        .orElseThrow();
        assertThat(Double.parseDouble(whisker.getAttribute("x2")))
                .isGreaterThan(Double.parseDouble(whisker.getAttribute("x1")));
    }

    @Test
    void itIsReadableOnDarkGroundToo() {
        results.add(new Results.Single(Workload.PYTHON, Subject.BARE, of(10, 20)));

        assertThat(Plot.svg(results)).contains("prefers-color-scheme: dark");
    }

    @Test
    void withoutFiguresThereIsNothingToPlot() {
        assertThat(Plot.isPossible(results)).isFalse();
        results.add(new Results.Single(Workload.PYTHON, Subject.BARE, of(10, 20)));
        assertThat(Plot.isPossible(results)).isTrue();
    }

    private static double width(Element bar) {
        return Double.parseDouble(bar.getAttribute("width"));
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> elements(Document document, String name) {
        NodeList found = document.getElementsByTagName(name);
        return IntStream.range(0, found.getLength())
                .mapToObj(it -> (Element) found.item(it))
                .toList();
    }

    /// Half of them each.
    private static Samples of(int lower, int upper) {
        return Samples.of(List.of(lower * 1_000_000L, upper * 1_000_000L));
    }
}
