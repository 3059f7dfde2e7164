package dev.understudy.benchmarks;

import java.util.Arrays;

/**
 * How often a time fell into each stretch of equal width, as a picture: SVG of a few kilobytes, the same bytes for the same
 * times. Vertical lines mark percentiles. Text and bars are in one colour that shows on a light page and on a dark one.
 */
final class Histogram {
    private static final int BARS_MAX = 60;
    private static final int WIDTH = 720;
    private static final int HEIGHT = 240;
    private static final int LEFT = 40;
    private static final int TOP = 40;
    private static final int BOTTOM = HEIGHT - 30;
    private static final int LABEL_EVERY = 5;

    private final String title;
    private final Percentiles millis;
    private final int barMillis;
    private final int[] counts;

    /** @param millis none below 0 */
    Histogram(String title, Percentiles millis) {
        this.title = title;
        this.millis = millis;
        barMillis = barMillis(millis.most());
        counts = new int[(int) (millis.most() / barMillis) + 1];
        for (double value : millis.sorted()) {
            counts[(int) (value / barMillis)]++;
        }
    }

    /** 5 ms, or as many times that as keep the picture readable. */
    private static int barMillis(double most) {
        int width = 5;
        while (most / width >= BARS_MAX) {
            width *= 2;
        }
        return width;
    }

    String svg() {
        StringBuilder out = new StringBuilder();
        out.append(Answer.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" "
                        + "font-size=\"12\" fill=\"#57606a\">%n",
                WIDTH, HEIGHT));
        text(out, LEFT, 16, "start", title);
        for (int bar = 0; bar < counts.length; bar++) {
            bar(out, bar);
            if (bar % LABEL_EVERY == 0) {
                text(out, x(bar * barMillis), BOTTOM + 16, "middle", bar * barMillis + "");
            }
        }
        text(out, WIDTH - 4, BOTTOM + 16, "end", "ms");
        text(out, LEFT - 6, y(mostOften()) + 4, "end", mostOften() + "");
        mark(out, "p50", millis.median());
        mark(out, "p99", millis.at(99));
        return out.append("</svg>\n").toString();
    }

    private void bar(StringBuilder out, int bar) {
        double left = x(bar * barMillis);
        double width = x((bar + 1) * barMillis) - left - 1;
        out.append(Answer.format(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%d to %d ms: %d</title></rect>%n",
                left,
                y(counts[bar]),
                width,
                BOTTOM - y(counts[bar]),
                bar * barMillis,
                (bar + 1) * barMillis,
                counts[bar]));
    }

    private void mark(StringBuilder out, String name, double value) {
        out.append(Answer.format(
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#cf222e\"/>%n",
                x(value), x(value), TOP - 8, BOTTOM));
        text(out, x(value), TOP - 12, "middle", Answer.format("%s %.0f", name, value));
    }

    private static void text(StringBuilder out, double x, double y, String anchor, String words) {
        out.append(Answer.format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, words));
    }

    private double x(double value) {
        return LEFT + value / (counts.length * barMillis) * (WIDTH - LEFT - 30);
    }

    private double y(int count) {
        return BOTTOM - (double) count / mostOften() * (BOTTOM - TOP);
    }

    private int mostOften() {
        return Arrays.stream(counts).max().orElseThrow();
    }
}
