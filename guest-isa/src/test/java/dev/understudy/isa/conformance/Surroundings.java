package dev.understudy.isa.conformance;

/**
 * What a fragment finds around itself.
 *
 * @param mode in which it begins: 0 user, 1 supervisor, 3 machine
 * @param tables null if addresses are physical
 * @param aligned all its accesses are naturally aligned, since it may come where nothing answers, or since ranges of
 *     physical memory protection end somewhere: qemu asks for all bytes of a misaligned access at once
 * @param timed stimecmp may be written
 * @param protection null if it is the batch's
 */
record Surroundings(int mode, PageTables tables, boolean aligned, boolean timed, Protection protection) {
    boolean paged() {
        return tables != null;
    }
}
