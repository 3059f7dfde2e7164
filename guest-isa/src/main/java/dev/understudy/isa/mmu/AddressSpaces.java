package dev.understudy.isa.mmu;

import java.util.ArrayList;
import java.util.List;

/**
 * A few address spaces, so that a trap, a return or a write to satp switches arrays and flushes nothing. A process has
 * three: its own, and its kernel's with and without SUM.
 */
final class AddressSpaces {
    private static final int SPACES_MAX = 16;

    private final List<AddressSpace> spaces = new ArrayList<>();
    /** By rights, the space that was last used: nearly always the one that a trap or a return comes back to. */
    private final AddressSpace[] recent = new AddressSpace[AddressSpace.RIGHTS];

    private int oldest;

    AddressSpaces() {
        spaces.add(new AddressSpace(0, 0));
    }

    /** The space of this page table, 0 for none, and these rights; a new one takes the place of the oldest. */
    AddressSpace of(long root, int rights) {
        AddressSpace space = recent[rights];
        if (space == null || !space.is(root, rights)) {
            space = find(root, rights);
            recent[rights] = space;
        }
        return space;
    }

    private AddressSpace find(long root, int rights) {
        for (AddressSpace space : spaces) {
            if (space.is(root, rights)) {
                return space;
            }
        }
        if (spaces.size() < SPACES_MAX) {
            spaces.add(new AddressSpace(root, rights));
            return spaces.get(spaces.size() - 1);
        }
        oldest = (oldest + 1) % SPACES_MAX;
        AddressSpace space = spaces.get(oldest);
        space.become(root, rights);
        return space;
    }

    void clear() {
        spaces.forEach(AddressSpace::clear);
    }

    /** Drops what lies in the {@code 512^level} pages from {@code first} on. */
    void drop(long first, int level) {
        for (AddressSpace space : spaces) {
            space.drop(first, level);
        }
    }
}
