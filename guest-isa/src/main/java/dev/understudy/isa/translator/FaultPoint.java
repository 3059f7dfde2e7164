package dev.understudy.isa.translator;

/**
 * Where in a region an instruction may leave it, in one int: the number of instructions that were counted at the block's
 * beginning and are not executed then, and the offset of the first of them.
 *
 * <pre>
 * 31         12 11       0
 * | uncounted  | offset   |
 * </pre>
 */
final class FaultPoint {
    static final int OFFSET_MASK = PageBytes.SIZE - 1;
    static final int COUNT_SHIFT = 12;

    private FaultPoint() {}

    static int of(int offset, int uncounted) {
        return uncounted << COUNT_SHIFT | offset;
    }
}
