package dev.understudy.isa.translator;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Writes the way to RAM of regions that stay inside for long: each base register has two local variables for loads and two for stores, the
 * page that it led to last and what to add there to get an offset in RAM. They are good from entering the region to leaving it,
 * since whatever would make them stale leaves the region.
 *
 * <pre>
 * if ((address &amp; (PAGE_MASK | size - 1)) != page) {       another page, or misaligned
 *     addend = memory.pageToLoad(address, size, key);
 *     page = address &amp; PAGE_MASK;
 * }
 * offset = (int) address + addend
 * </pre>
 */
final class PageCaches {
    private static final String MEMORY = Type.getInternalName(RegionMemory.class);
    private static final long PAGE_MASK = -PageBytes.SIZE;
    /** No address under any of the masks, aligned or not. */
    private static final long NONE = PageBytes.SIZE / 2;

    private static final int LOCALS_A_CACHE = 3;
    /** Behind all registers. */
    private static final int STORES = 64;

    private final MethodVisitor code;
    /** Base registers, those of stores behind all others, in the order of their locals. */
    private final List<Integer> bases;

    /** @param wanted whether there are any */
    PageCaches(MethodVisitor code, RegionShape shape, boolean wanted) {
        Set<Integer> found = new TreeSet<>();
        if (wanted) {
            shape.blocks().stream()
                    .flatMap(block -> block.body().stream())
                    .filter(PageCaches::isPlain)
                    .forEach(decoded -> found.add(base(decoded)));
        }
        this.code = code;
        this.bases = List.copyOf(found);
    }

    private static boolean isPlain(Decoded decoded) {
        return switch (decoded.instruction().format()) {
            case LOAD, FLOAT_LOAD, S, FLOAT_STORE -> true;
            default -> false;
        };
    }

    static boolean isStore(Decoded decoded) {
        return switch (decoded.instruction().format()) {
            case S, FLOAT_STORE -> true;
            default -> false;
        };
    }

    private static int base(Decoded decoded) {
        return decoded.rs1() + (isStore(decoded) ? STORES : 0);
    }

    /** The first local behind all of these. */
    int nextLocal() {
        return Locals.FIRST_FREE + LOCALS_A_CACHE * bases.size();
    }

    void addTypes(List<Object> types) {
        bases.forEach(base -> types.addAll(List.of(Opcodes.LONG, Opcodes.INTEGER)));
    }

    /** When the region is entered. */
    void enter() {
        for (int i = 0; i < bases.size(); i++) {
            int page = Locals.FIRST_FREE + LOCALS_A_CACHE * i;
            code.visitLdcInsn(NONE);
            code.visitVarInsn(Opcodes.LSTORE, page);
            code.visitInsn(Opcodes.ICONST_0);
            code.visitVarInsn(Opcodes.ISTORE, page + 2);
        }
    }

    /** Whether this access goes by such a cache. */
    boolean has(Decoded decoded) {
        return isPlain(decoded) && bases.contains(base(decoded));
    }

    /** With the address on the stack, leaves RAM and the offset in it; the local of pc, which is free inside of blocks, has the address. */
    void locate(Decoded decoded, GuestRegisters registers) {
        int page = Locals.FIRST_FREE + LOCALS_A_CACHE * bases.indexOf(base(decoded));
        int size = RegionMemory.size(decoded.instruction());
        code.visitVarInsn(Opcodes.LSTORE, Locals.PC);
        Label hit = new Label();
        maskAddress(PAGE_MASK | size - 1);
        code.visitVarInsn(Opcodes.LLOAD, page);
        code.visitInsn(Opcodes.LCMP);
        code.visitJumpInsn(Opcodes.IFEQ, hit);
        RegionConstants.MEMORY.push(code);
        code.visitVarInsn(Opcodes.LLOAD, Locals.PC);
        code.visitIntInsn(Opcodes.BIPUSH, size);
        code.visitVarInsn(Opcodes.LLOAD, Locals.KEY);
        code.visitMethodInsn(
                Opcodes.INVOKEVIRTUAL, MEMORY, isStore(decoded) ? "pageToStore" : "pageToLoad", "(JIJ)I", false);
        code.visitVarInsn(Opcodes.ISTORE, page + 2);
        maskAddress(PAGE_MASK);
        code.visitVarInsn(Opcodes.LSTORE, page);
        Locals.frameAt(code, hit, registers);
        RegionConstants.RAM.push(code);
        code.visitVarInsn(Opcodes.LLOAD, Locals.PC);
        code.visitInsn(Opcodes.L2I);
        code.visitVarInsn(Opcodes.ILOAD, page + 2);
        code.visitInsn(Opcodes.IADD);
    }

    private void maskAddress(long mask) {
        code.visitVarInsn(Opcodes.LLOAD, Locals.PC);
        code.visitLdcInsn(mask);
        code.visitInsn(Opcodes.LAND);
    }
}
