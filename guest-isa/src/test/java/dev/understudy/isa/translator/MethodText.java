package dev.understudy.isa.translator;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.CodeSizeEvaluator;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceMethodVisitor;

/** Looks into the class files of regions. */
final class MethodText {
    /** As the library prints a dynamic constant, whose name says nothing. */
    private static final Pattern CONSTANT = Pattern.compile("LDC _ : [^]]*?arguments:\\s*(\\d+)\\s*]", Pattern.DOTALL);

    private MethodText() {}

    /** True if the run method may have this many bytes: ASM knows a few instructions' lengths only roughly. */
    static boolean mayHaveSize(byte[] classFile, int bytes) {
        AtomicBoolean may = new AtomicBoolean();
        read(classFile, new CodeSizeEvaluator(Opcodes.ASM9, null) {
            @Override
            public void visitEnd() {
                may.set(getMinSize() <= bytes && bytes <= getMaxSize());
            }
        });
        return may.get();
    }

    /** The run method's bytecode, a line an instruction. */
    static String of(byte[] classFile) {
        Textifier text = new Textifier();
        read(classFile, new TraceMethodVisitor(text));
        StringBuilder all = new StringBuilder();
        text.getText().forEach(all::append);
        return CONSTANT.matcher(all)
                .replaceAll(found -> "LDC " + RegionConstants.values()[Integer.parseInt(found.group(1))]);
    }

    private static void read(byte[] classFile, MethodVisitor run) {
        new ClassReader(classFile)
                .accept(
                        new ClassVisitor(Opcodes.ASM9) {
                            @Override
                            public MethodVisitor visitMethod(int access, String name, String d, String s, String[] e) {
                                return name.equals("run") ? run : null;
                            }
                        },
                        ClassReader.SKIP_FRAMES);
    }
}
