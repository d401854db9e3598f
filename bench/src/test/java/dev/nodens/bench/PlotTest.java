package dev.nodens.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class PlotTest {

  @Test
  void drawsOneBarForEachServerAndFigureTheBestFirst() throws Exception {
    Measurements run =
        new Measurements(List.of(sample("coredns", 20_000, 80), sample("nodens", 200_000, 70)));

    String svg = new Plot().svg(run);

    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(4);
    assertThat(document.getElementsByTagName("rect").item(0).getAttributes().getNamedItem("class"))
        .hasToString("class=\"ours\"");
    assertThat(svg).contains(">200,000<").contains("width=\"47.0\"");
  }

  private static Sample sample(String server, double qps, double rss) {
    return new Sample("saturated", 1, server, Map.of("qps", qps, Sample.RSS_MB, rss));
  }
}
