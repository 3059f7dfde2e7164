package dev.understudy.isa.mmu;

import java.util.ArrayList;
import java.util.List;

/**
 * A few address spaces, so that a trap, a return or a write to satp switches a key and flushes nothing. A process has
 * three: its own, and its kernel's with and without SUM.
 */
final class AddressSpaces {
    private static final int SPACES_MAX = 16;

    private final Tlbs tlbs;
    private final List<AddressSpace> spaces = new ArrayList<>();
    /** By rights, the space that was last used: nearly always the one that a trap or a return comes back to. */
    private final AddressSpace[] recent = new AddressSpace[AddressSpace.RIGHTS];

    private int oldest;

    AddressSpaces(Tlbs tlbs) {
        this.tlbs = tlbs;
        add(0, 0);
    }

    private AddressSpace add(long root, int rights) {
        AddressSpace space = new AddressSpace(spaces.size() + 1, root, rights);
        spaces.add(space);
        return space;
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
            return add(root, rights);
        }
        oldest = (oldest + 1) % SPACES_MAX;
        AddressSpace space = spaces.get(oldest);
        tlbs.drop(space.key());
        space.become(root, rights);
        return space;
    }
}
