package dev.understudy.isa.instruction;

/** The fixed bits of an encoding: a word has the pattern if {@code (word & mask) == match}. */
record BitPattern(int mask, int match) {

    /** Reads {@code width} characters 0, 1 or dot (an operand's bit), highest bit first; spaces are for the eye. */
    static BitPattern parse(String pattern, int width) {
        String bits = pattern.replace(" ", "");
        if (bits.length() != width) {
            throw new IllegalArgumentException(pattern + " has " + bits.length() + " bits, not " + width);
        }
        int mask = 0;
        int match = 0;
        for (int i = 0; i < width; i++) {
            char bit = bits.charAt(i);
            mask = mask << 1 | (bit == '.' ? 0 : 1);
            match = match << 1 | (bit == '1' ? 1 : 0);
        }
        return new BitPattern(mask, match);
    }
}
