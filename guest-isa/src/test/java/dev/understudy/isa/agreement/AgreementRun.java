package dev.understudy.isa.agreement;

/**
 * Random programs in a JVM of their own, whose options say how it compiles. Ends with 1 and the difference when two engines
 * differ.
 */
final class AgreementRun {
    private AgreementRun() {}

    /** @param arguments first seed, and how many of each kind of program */
    public static void main(String[] arguments) {
        long first = Long.parseLong(arguments[0]);
        long count = Long.parseLong(arguments[1]);
        for (RandomProgram program : RandomProgram.values()) {
            for (long seed = first; seed < first + count; seed++) {
                new Life(program, seed).assertTranslatesAlike();
            }
        }
        System.out.println("all agree");
    }
}
