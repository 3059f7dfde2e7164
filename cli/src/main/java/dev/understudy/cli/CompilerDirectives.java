package dev.understudy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Tells HotSpot which of its compilers translated code is for, see {@code compiler.directives}. As a flag of the JVM the same
 * would print a line on stdout, where a guest's console is. Without it all works, and warms up more slowly.
 */
final class CompilerDirectives {
    private static final String RESOURCE = "compiler.directives";
    private static final String COMMANDS = "com.sun.management:type=DiagnosticCommand";

    private CompilerDirectives() {}

    /** In a thread of its own: the JVM's management takes a tenth of a second to come up, and no code is hot yet. */
    static void addInBackground() {
        Thread thread = new Thread(CompilerDirectives::add, "compiler-directives");
        thread.setDaemon(true);
        thread.start();
    }

    /** False if this JVM takes none. */
    static boolean add() {
        try (InputStream directives = CompilerDirectives.class.getResourceAsStream(RESOURCE)) {
            Path file = Files.createTempFile("understudy", ".directives");
            try {
                Files.copy(directives, file, StandardCopyOption.REPLACE_EXISTING);
                return add(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException | JMException e) {
            return false;
        }
    }

    private static boolean add(Path file) throws JMException {
        Object answer = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName(COMMANDS),
                        "compilerDirectivesAdd",
                        new Object[] {new String[] {file.toString()}},
                        new String[] {String[].class.getName()});
        return String.valueOf(answer).contains("directives added");
    }
}
