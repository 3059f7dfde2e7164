package dev.understudy.cli.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reads the class files of all modules: who may know whom, and the determinism firewall (DESIGN.md). */
class ArchitectureTest {
    /** HotSpot compiles no method of this many bytecodes or more (-XX:HugeMethodLimit). */
    private static final int HUGE_METHOD = 8_000;

    private static final List<ClassFile> CLASSES = new ArrayList<>();

    @BeforeAll
    static void readClasses() {
        CLASSES.clear();
        for (SourceTree.Module module : SourceTree.Module.values()) {
            CLASSES.addAll(module.classes());
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyClassKeepsTo(ArchitectureRule rule) {
        List<String> violations = new ArrayList<>();
        for (ClassFile file : CLASSES) {
            rule.violations(file).forEach(reference -> violations.add(file.name() + " refers to " + reference));
        }
        assertEquals(List.of(), violations, rule + " is broken");
    }

    @ParameterizedTest
    @EnumSource
    void anOffenderIsCaughtBy(ArchitectureRule rule) {
        assertFalse(rule.violations(rule.offender()).isEmpty(), rule + " is blind");
        ClassFile elsewhere = rule.offender().at("dev/understudy/cli/Elsewhere");
        boolean appliesThere = rule == ArchitectureRule.ASM_STAYS_IN_THE_TRANSLATOR
                || rule == ArchitectureRule.JLINE_STAYS_AT_THE_TERMINAL;
        assertEquals(appliesThere, !rule.violations(elsewhere).isEmpty(), rule + " applies to the wrong classes");
    }

    @ParameterizedTest
    @EnumSource
    void allClassesLieInThePackageOf(SourceTree.Module module) {
        List<ClassFile> classes = module.classes();
        assertFalse(classes.isEmpty(), module + " was not built");
        assertEquals(
                List.of(),
                classes.stream()
                        .map(ClassFile::name)
                        .filter(name -> !name.startsWith(module.packagePrefix()))
                        .toList());
    }

    @Test
    void noMethodOfTheHartIsTooLargeForTheCompiler() {
        int methods = 0;
        for (ClassFile file : SourceTree.Module.GUEST_ISA.classes()) {
            for (var method : file.codeBytes().entrySet()) {
                boolean runsOnce = method.getKey().startsWith("<clinit>");
                assertTrue(
                        runsOnce || method.getValue() < HUGE_METHOD,
                        file.name() + "." + method.getKey() + " may have " + method.getValue() + " bytecodes");
                methods++;
            }
        }
        assertTrue(methods > 100, "only " + methods + " methods were found");
    }

    @Test
    void aMethodThatIsTooLargeWouldBeSeen() {
        var sizes = ClassFile.of(ArchitectureTest.class).codeBytes();
        assertTrue(sizes.get("aMethodThatIsTooLargeWouldBeSeen()V") > 10, sizes.toString());
    }
}
