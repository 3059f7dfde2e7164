package dev.understudy.isa.translator;

import java.util.List;

/**
 * A region for people to look at.
 *
 * @param address physical, of its first instruction
 * @param hot for C2
 * @param executed instructions, since it was made
 * @param bytecodes bytes of its method
 * @param code its guest code, a line an instruction: physical address and text
 */
public record RegionReport(long address, boolean hot, long executed, int bytecodes, List<String> code) {}
