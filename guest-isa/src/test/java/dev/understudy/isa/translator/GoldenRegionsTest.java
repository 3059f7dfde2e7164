package dev.understudy.isa.translator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.understudy.isa.Assembler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a few regions become, as text that a change of the translator shows in review. */
class GoldenRegionsTest {
    private static final Path FOLDER = Path.of("src/test/resources/dev/understudy/isa/translator");
    private static final String RENEW = "mvn -pl guest-isa test -Dtest=GoldenRegionsTest -Dgolden=renew";

    private static final List<String> LOOP = List.of("addi a0,a0,-1", "add a1,a1,a0", "bne a0,zero,.-8");
    private static final List<String> MEMORY = List.of("ld a0,8(sp)", "sd a0,16(sp)", "amoadd.w a1,a0,(sp)");
    private static final List<String> COPY =
            List.of("ld a2,0(a0)", "sd a2,0(a1)", "addi a0,a0,8", "addi a1,a1,8", "bne a0,a3,.-16");
    private static final List<String> CALL = List.of("jal ra,.+8", "ecall", "jalr zero,0(ra)");

    static Stream<Arguments> regions() {
        return Stream.of(
                Arguments.of("loop", LOOP, Tier.WARM),
                Arguments.of("memory", MEMORY, Tier.WARM),
                Arguments.of("call", CALL, Tier.WARM),
                Arguments.of("copy", COPY, Tier.LOOPING));
    }

    @ParameterizedTest
    @MethodSource("regions")
    void aRegionBecomesThisBytecode(String name, List<String> program, Tier tier) throws IOException {
        PageBytes page = offset -> {
            int word = offset / 4 < program.size() ? Assembler.word(program.get(offset / 4)) : 0;
            return (offset & 2) == 0 ? word & 0xffff : word >>> 16;
        };
        RegionShape shape = Discovery.discover(page, List.of(0), RegionCompiler.INSTRUCTIONS_MAX);
        String text = String.join("\n", program) + "\n---\n"
                + MethodText.of(RegionWriter.write(shape, tier).classFile());
        Path golden = FOLDER.resolve(name + ".txt");
        if ("renew".equals(System.getProperty("golden"))) {
            Files.writeString(golden, text);
        }
        assertEquals(Files.readString(golden), text, "if that is meant: " + RENEW);
    }
}
