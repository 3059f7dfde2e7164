package dev.understudy.isa.translator;

/**
 * What a translator has done so far.
 *
 * @param regions that there are now
 * @param bytecodes bytes of their methods
 * @param translated regions made since the beginning
 * @param translationNanos time that making them took, by the clock that the translator was given
 * @param dropped of those, how many are no more: their code changed, they were widened, or became hot
 * @param translatedInstructions executed in regions
 * @param interpretedInstructions executed by the interpreter
 */
public record TranslatorStatistics(
        int regions,
        int bytecodes,
        long translated,
        long translationNanos,
        long dropped,
        long translatedInstructions,
        long interpretedInstructions) {
    /** The interpreter's part of all instructions, 0 to 1. */
    public double interpretedShare() {
        long all = translatedInstructions + interpretedInstructions;
        return all == 0 ? 0 : (double) interpretedInstructions / all;
    }
}
