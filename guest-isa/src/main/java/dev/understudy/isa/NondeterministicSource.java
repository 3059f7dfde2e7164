package dev.understudy.isa;

/**
 * Values of non-deterministic instructions. Called on the vCPU's thread in the middle of the instruction whose number is
 * {@link Hart#instruction()}; at most one call an instruction.
 */
public interface NondeterministicSource {
    /** The guest's time in ticks of 10 MHz ({@code rdtime}; Zicntr). Never less than any value given before. */
    long readTime();

    /** Sixteen random bits in 0..0xffff (the {@code seed} CSR; Zkr). */
    int readSeed();
}
