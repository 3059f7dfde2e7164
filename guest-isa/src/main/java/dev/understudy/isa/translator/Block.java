package dev.understudy.isa.translator;

import java.util.Collection;
import java.util.List;

/**
 * Instructions that follow one another; only the first is ever jumped to.
 *
 * @param offset of the first instruction
 * @param body what is executed, in order; the last may branch or jump. Empty if the first is the interpreter's
 * @param next offset behind the body: where control goes on unless the last instruction jumps
 */
record Block(int offset, List<Decoded> body, int next) {
    /** How the body ends. */
    Flow end() {
        return body.isEmpty() ? Flow.LEAVE : Flow.of(last().instruction());
    }

    /** Adds the offsets where control may go on, wherever they are; where a register says is not known. */
    void addSuccessors(Collection<Integer> offsets) {
        if (runsOn()) {
            offsets.add(next);
        }
        addTarget(offsets);
    }

    /** Adds where the last instruction may jump to. */
    void addTarget(Collection<Integer> offsets) {
        Flow end = end();
        if (end == Flow.JUMP || end == Flow.BRANCH) {
            offsets.add(last().target());
        }
    }

    /** Whether control may go on behind the body. */
    boolean runsOn() {
        Flow end = end();
        return end == Flow.NEXT || end == Flow.BRANCH;
    }

    Decoded last() {
        return body.get(body.size() - 1);
    }
}
