package dev.understudy.cli.architecture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.CodeSizeEvaluator;

/**
 * What a class file says about its class.
 *
 * @param name with slashes
 * @param references types, and members as {@code owner.name}, from its constant pool
 * @param codeBytes upper bound of the bytecodes of each method, by name and descriptor
 */
record ClassFile(String name, SortedSet<String> references, SortedMap<String, Integer> codeBytes) {
    // Tags of the constant pool (JVMS 17, table 4.4-A).
    private static final int CLASS = 7;
    private static final int FIELD = 9;
    private static final int INTERFACE_METHOD = 11;
    private static final Pattern TYPE_IN_DESCRIPTOR = Pattern.compile("L([\\w/$]+)[;<]");

    static ClassFile of(Class<?> type) {
        String name = "/" + type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getResourceAsStream(name)) {
            return of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ClassFile of(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        return new ClassFile(reader.getClassName(), references(reader), codeBytes(reader));
    }

    /** The same class under another name. */
    ClassFile at(String otherName) {
        return new ClassFile(otherName, references, codeBytes);
    }

    private static SortedSet<String> references(ClassReader reader) {
        char[] buffer = new char[reader.getMaxStringLength()];
        SortedSet<String> references = new TreeSet<>();
        for (int i = 1; i < reader.getItemCount(); i++) {
            int at = reader.getItem(i);
            int tag = at == 0 ? 0 : reader.readByte(at - 1); // 0: second half of a long or double
            if (tag == CLASS) {
                addTypes(reader.readUTF8(at, buffer), references);
            } else if (tag >= FIELD && tag <= INTERFACE_METHOD) {
                int nameAndType = reader.getItem(reader.readUnsignedShort(at + 2));
                references.add(reader.readClass(at, buffer) + "." + reader.readUTF8(nameAndType, buffer));
                addTypes(reader.readUTF8(nameAndType + 2, buffer), references);
            }
        }
        addDeclaredTypes(reader, references);
        return references;
    }

    /** Descriptors and signatures of its own members, which are plain strings of the pool. */
    private static void addDeclaredTypes(ClassReader reader, SortedSet<String> references) {
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public org.objectweb.asm.FieldVisitor visitField(
                            int access, String name, String descriptor, String signature, Object value) {
                        addTypes(signature == null ? descriptor : signature, references);
                        return null;
                    }

                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        addTypes(signature == null ? descriptor : signature, references);
                        return null;
                    }
                },
                ClassReader.SKIP_CODE);
    }

    private static void addTypes(String nameOrDescriptor, SortedSet<String> references) {
        if (nameOrDescriptor.indexOf(';') < 0 && nameOrDescriptor.indexOf('(') < 0) {
            references.add(nameOrDescriptor);
            return;
        }
        Matcher types = TYPE_IN_DESCRIPTOR.matcher(nameOrDescriptor);
        while (types.find()) {
            references.add(types.group(1));
        }
    }

    private static SortedMap<String, Integer> codeBytes(ClassReader reader) {
        SortedMap<String, Integer> sizes = new TreeMap<>();
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        return new CodeSizeEvaluator(Opcodes.ASM9, null) {
                            @Override
                            public void visitEnd() {
                                sizes.put(name + descriptor, getMaxSize());
                            }
                        };
                    }
                },
                0);
        return sizes;
    }
}
