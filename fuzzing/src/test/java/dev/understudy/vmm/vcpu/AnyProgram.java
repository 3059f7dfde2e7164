package dev.understudy.vmm.vcpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.understudy.fuzzing.Script;
import dev.understudy.isa.ExecutionEngine;
import dev.understudy.isa.Hart;
import dev.understudy.isa.interpreter.Interpreter;
import dev.understudy.vmm.bytes.ByteReader;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.log.LogDecoder;
import dev.understudy.vmm.log.LogEncoder;
import dev.understudy.vmm.log.LogEntry;
import dev.understudy.vmm.log.LogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/**
 * Any bytes as a program, which is run, and its log replayed. A script: u16 length of the program, the program, then what
 * the world does between slices ({@link FuzzedWorld}).
 */
final class AnyProgram {
    private AnyProgram() {}

    static Stream<Arguments> seeds() {
        return Script.seeds(
                program(Codes.talker()),
                program(Codes.traps()),
                program(Codes.clock()),
                program(Codes.paged()),
                new byte[0]);
    }

    /** The log of an interpreted run, through the codec, gives this engine the same machine and the same outputs. */
    static void assertItsLogGivesTheSameMachineAgain(byte[] bytes, Function<Hart, ExecutionEngine> engine) {
        Script script = new Script(bytes);
        byte[] program = script.bytes(script.u16());
        FuzzedWorld live = new FuzzedWorld(program, script, Interpreter::new);
        live.run();
        FuzzedWorld again = new FuzzedWorld(program, script, engine);
        List<LogEntry> log = overTheWire(live.entries());
        ReplayVcpu replay = new ReplayVcpu(again.machine(), new FuzzedWorld.Source(log), again::output);
        Vcpu.Step step = replay.step();
        while (step == Vcpu.Step.RAN) {
            step = replay.step();
        }
        assertEquals(Vcpu.Step.ENDED, step);
        assertEquals(live.machine().instruction(), again.machine().instruction());
        assertArrayEquals(live.machine().hartState(), again.machine().hartState());
        assertEquals(live.machine().registerDigest(), again.machine().registerDigest());
        assertEquals(live.machine().memoryDigest(), again.machine().memoryDigest());
        assertEquals(live.outputs(), again.outputs());
    }

    private static List<LogEntry> overTheWire(List<LogEntry> entries) {
        LogEncoder encoder = new LogEncoder(LogPosition.START);
        ByteWriter bytes = new ByteWriter(4096);
        entries.forEach(entry -> encoder.encode(entry, bytes));
        LogDecoder decoder = new LogDecoder(LogPosition.START);
        ByteReader in = new ByteReader(bytes.toByteArray());
        List<LogEntry> decoded = new ArrayList<>();
        while (in.remaining() > 0) {
            decoded.add(decoder.decode(in));
        }
        return decoded;
    }

    private static byte[] program(int... words) {
        ByteWriter out = new ByteWriter(256).u16(4 * words.length);
        for (int word : words) {
            out.u32(word);
        }
        return out.u8(1).u8(3).u8(2).u8(20).u8(3).u8(0).toByteArray();
    }

    /** Programs to begin with, in words. */
    private static final class Codes {
        /** Prints for ever: lui x10, 0x10000; addi x5, x5, 1; sb x5, 0(x10); j -8. */
        static int[] talker() {
            return new int[] {0x1000_0537, 0x0012_8293, 0x0055_0023, 0xff9f_f06f};
        }

        /** Sets mtvec, falls into user mode, traps, and waits: csrw mtvec; mret; ecall; wfi; amoadd; lr; sc; div. */
        static int[] traps() {
            return new int[] {
                0x0000_0297,
                0x0102_8293,
                0x3052_9073,
                0x3020_0073,
                0x0000_0073,
                0x1050_0073,
                0x0052_a32f,
                0x1002_a32f,
                0x1862_a3af,
                0x0262_c2b3,
                0x0000_100f,
                0x9002_9002,
                0x4501_8082
            };
        }

        /** Maps the first gigabyte of RAM, falls into S, and there changes the very entry it runs by, to and fro. */
        static int[] paged() {
            return new int[] {
                0x2000_02b7,
                0x0cf2_8293,
                0x0000_1317,
                0x0053_3423,
                0x0080_0393,
                0x03c3_9393,
                0x0008_0e37,
                0x001e_0e13,
                0x01c3_e3b3,
                0x1803_9073,
                0xfff0_0e93,
                0x3b0e_9073,
                0x01f0_0e93,
                0x3a0e_9073,
                0x0000_1f37,
                0x800f_0f13,
                0x300f_2073,
                0x0000_0f97,
                0x010f_8f93,
                0x341f_9073,
                0x3020_0073,
                0x000f_b403,
                0x0014_0413,
                0x408f_b023,
                0x0053_3423,
                0x1200_0073,
                0x0014_8493,
                0x00f4_f513,
                0xfe05_12e3,
                0x0802_c293,
                0xfddf_f06f
            };
        }

        /** Reads time, cycle and the seed, arms the timer and waits for it: rdtime x5; lui x10; sd; csrw mie; wfi. */
        static int[] clock() {
            return new int[] {
                0xc010_22f3,
                0xc000_2373,
                0x0151_13f3,
                0x0200_4537,
                0x0055_3023,
                0x0800_0313,
                0x3043_1073,
                0x1050_0073,
                0xfe1f_f06f
            };
        }
    }
}
