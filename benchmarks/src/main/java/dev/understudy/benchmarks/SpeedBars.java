package dev.understudy.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * Speeds relative to QEMU's as bars, a group a work, on a logarithmic axis so that twice and half are equally far from the line:
 * SVG of a few kilobytes, the same bytes for the same figures. Its text shows on a light page and on a dark one.
 */
final class SpeedBars {
    private static final Map<Contender, String> COLOURS =
            Map.of(Contender.INTERPRETER, "#8c959f", Contender.TRANSLATOR, "#1f6feb", Contender.QEMU_ICOUNT, "#bf8700");
    private static final List<Contender> ORDER =
            List.of(Contender.TRANSLATOR, Contender.QEMU_ICOUNT, Contender.INTERPRETER);
    private static final List<Double> MARKS = List.of(0.0625, 0.125, 0.25, 0.5, 1.0, 2.0, 4.0);
    private static final int WIDTH = 720;
    private static final int LEFT = 160;
    private static final int RIGHT = 20;
    private static final int TOP = 60;
    private static final int BAR = 7;
    private static final int GROUP = 3 * BAR + 8;

    private final String title;
    private final List<WorkCost> works;

    SpeedBars(String title, List<WorkCost> works) {
        this.title = title;
        this.works = List.copyOf(works);
    }

    String svg() {
        StringBuilder out = new StringBuilder();
        int bottom = TOP + works.size() * GROUP;
        out.append(Answer.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" "
                        + "font-size=\"12\" fill=\"#57606a\">%n",
                WIDTH, bottom + 30));
        text(out, 4, 16, "start", title);
        legend(out);
        for (double mark : MARKS) {
            out.append(Answer.format(
                    "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"%s\"/>%n",
                    x(mark), x(mark), TOP - 6, bottom, mark == 1 ? "#cf222e" : "#d0d7de"));
            text(out, x(mark), bottom + 16, "middle", mark < 1 ? "1/" + Math.round(1 / mark) : Math.round(mark) + "");
        }
        for (int i = 0; i < works.size(); i++) {
            group(out, works.get(i), TOP + i * GROUP);
        }
        return out.append("</svg>\n").toString();
    }

    private static void legend(StringBuilder out) {
        double left = LEFT;
        for (Contender contender : ORDER) {
            out.append(Answer.format(
                    "<rect x=\"%.1f\" y=\"28\" width=\"10\" height=\"10\" fill=\"%s\"/>%n",
                    left, COLOURS.get(contender)));
            text(out, left + 14, 37, "start", plain(contender));
            left += 130;
        }
    }

    private static void group(StringBuilder out, WorkCost work, int top) {
        text(out, LEFT - 8, top + 2 * BAR, "end", work.work());
        for (int i = 0; i < ORDER.size(); i++) {
            Contender contender = ORDER.get(i);
            if (work.has(contender)) {
                double speed = work.speed(contender, Contender.QEMU);
                double end = x(speed);
                out.append(Answer.format(
                        "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"><title>%s: %s %.2f</title></rect>%n",
                        LEFT,
                        top + i * BAR,
                        end - LEFT,
                        BAR - 1,
                        COLOURS.get(contender),
                        work.work(),
                        plain(contender),
                        speed));
            }
        }
    }

    private static String plain(Contender contender) {
        return contender.title().replace("`", "");
    }

    private static void text(StringBuilder out, double x, double y, String anchor, String words) {
        out.append(Answer.format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, words));
    }

    /** What is beyond the axis ends at its end. */
    private static double x(double speed) {
        double first = MARKS.get(0) / 2;
        double share = Math.log(speed / first) / Math.log(MARKS.get(MARKS.size() - 1) / first);
        return LEFT + Math.max(0, Math.min(1, share)) * (WIDTH - LEFT - RIGHT);
    }
}
