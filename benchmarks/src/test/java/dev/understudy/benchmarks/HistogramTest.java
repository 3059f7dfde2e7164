package dev.understudy.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class HistogramTest {
    private static Document picture(List<Double> millis) throws Exception {
        String svg = new Histogram("gaps", new Percentiles(millis)).svg();
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> words(Document picture, String element) {
        var nodes = picture.getElementsByTagName(element);
        return IntStream.range(0, nodes.getLength())
                .mapToObj(i -> nodes.item(i).getTextContent())
                .toList();
    }

    @Test
    void eachTimeIsInTheBarOfItsFiveMilliseconds() throws Exception {
        Document picture = picture(List.of(0.0, 4.9, 5.0, 12.0));
        assertEquals(List.of("0 to 5 ms: 2", "5 to 10 ms: 1", "10 to 15 ms: 1"), words(picture, "title"));
    }

    @Test
    void percentilesAreMarked() throws Exception {
        List<Double> millis = Stream.iterate(1.0, one -> one + 1).limit(100).toList();
        List<String> words = words(picture(millis), "text");
        assertTrue(words.contains("p50 51") || words.contains("p50 50"), words::toString);
        assertTrue(words.contains("p99 99"), words::toString);
    }

    @Test
    void aLongTimeMakesWiderBarsNotMore() throws Exception {
        Document picture = picture(List.of(60.0, 10_000.0));
        assertTrue(picture.getElementsByTagName("rect").getLength() <= 61);
    }
}
