package dev.understudy.benchmarks;

import java.util.Locale;

/** An answer in the form of README's table: its rows on standard output, what happens meanwhile on standard error. */
final class Answer {
    private final String question;

    /** @param how how often and how long, a few words */
    Answer(Class<?> question, String how) {
        this.question = question.getSimpleName();
        note("%s, %s, %s", this.question, how, Host.describe());
    }

    /**
     * @param asked what the figure is of
     * @param target to be reached; empty if there is none
     */
    void row(String asked, String target, String figure) {
        System.out.println("| `" + question + "` | " + asked + " | " + target + " | " + figure + " |");
        System.out.flush();
    }

    /** A ratio with its range over the rounds. */
    void row(String asked, String target, Percentiles ratios) {
        row(asked, target, ratio(ratios));
    }

    static String ratio(Percentiles ratios) {
        return format("%.3f (median; %.3f to %.3f)", ratios.median(), ratios.least(), ratios.most());
    }

    void note(String format, Object... values) {
        System.err.println(format(format, values));
    }

    static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
