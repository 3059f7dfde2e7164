package dev.understudy.disk;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.understudy.fuzzing.Script;
import dev.understudy.vmm.bytes.ByteWriter;
import dev.understudy.vmm.bytes.MalformedBytes;
import dev.understudy.vmm.replication.Arbiter.Answer;
import dev.understudy.vmm.replication.Arbiter.Request;
import dev.understudy.vmm.replication.ClaimantId;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What arbiter, owner and record file read. The first byte says which of them reads the rest. */
class ArbiterBytesFuzzTest {
    private static final ClaimantId ALICE = new ClaimantId(1, 2);

    static Stream<Arguments> messages() {
        ArbiterRecord record = new ArbiterRecord(1, 2, ALICE, new ClaimantId(3, 4), false, List.of("web", "data"));
        byte[] file = RecordFile.encode(record);
        return Script.seeds(
                tagged(0, ArbiterCodec.encode(ALICE, new Request.Open("web", 3, ALICE))),
                tagged(0, ArbiterCodec.encode(ALICE, new Request.Start("web", true))),
                tagged(1, ArbiterCodec.encode(new Answer.State(1, ALICE, null, true))),
                tagged(1, ArbiterCodec.encode(new Answer.Refused("no"))),
                tagged(2, ArbiterCodec.encode(new OwnerBinding("web", ALICE, 1), "web")),
                tagged(3, ArbiterCodec.encodeInstance(5)),
                tagged(4, file),
                tagged(5, java.util.Arrays.copyOf(file, file.length - 4)));
    }

    private static byte[] tagged(int reader, byte[] bytes) {
        return new ByteWriter(64).u8(reader).raw(bytes).toByteArray();
    }

    @MethodSource("messages")
    @FuzzTest
    void whatIsReadIsWrittenAsItWas(byte[] bytes) {
        Script script = new Script(bytes);
        int reader = script.u8() % 6;
        byte[] data = script.rest();
        try {
            switch (reader) {
                case 0 -> {
                    ArbiterCodec.Asked asked = ArbiterCodec.decodeRequest(data);
                    byte[] written = ArbiterCodec.encode(asked.claimant(), asked.request());
                    assertEquals(asked, ArbiterCodec.decodeRequest(written));
                }
                case 1 -> answer(ArbiterCodec.decodeAnswer(data));
                case 2 -> {
                    ArbiterCodec.Bound bound = ArbiterCodec.decodeOwner(data);
                    assertEquals(bound, ArbiterCodec.decodeOwner(ArbiterCodec.encode(bound.owner(), bound.export())));
                }
                case 3 -> assertArrayEquals(data, ArbiterCodec.encodeInstance(ArbiterCodec.decodeInstance(data)));
                case 4 -> record(data);
                default -> record(withChecksum(data));
            }
        } catch (MalformedBytes e) {
            assertEquals(true, e.getMessage().length() < 1000);
        }
    }

    private static void answer(Answer answer) {
        if (!(answer instanceof Answer.Refused)) { // its text may be cut
            assertEquals(answer, ArbiterCodec.decodeAnswer(ArbiterCodec.encode(answer)));
        }
    }

    /** A record that was believed is one that the server can have written, and decides without a bug. */
    private static void record(byte[] file) {
        ArbiterRecord record = RecordFile.decode(file);
        assertEquals(record, RecordFile.decode(RecordFile.encode(record)));
        ArbiterRecord.Presence presence = new ArbiterRecord.Presence(false, false);
        for (ClaimantId claimant : new ClaimantId[] {ALICE, new ClaimantId(3, 4), new ClaimantId(9, 9)}) {
            for (ArbiterRecord.Decision decision : List.of(
                    record.start(claimant, true, presence, List.of()),
                    record.open(claimant, record.generation() + 1, ALICE),
                    record.claim(claimant, record.generation() + 1, Rule.ALL),
                    record.end(claimant, record.generation()))) {
                if (decision instanceof ArbiterRecord.Decision.Granted granted) {
                    assertEquals(true, granted.next().generation() >= record.generation(), "generations only grow");
                    ArbiterRecord next = granted.next();
                    assertEquals(
                            next,
                            next.generation() > RecordFile.GENERATION_MAX
                                    ? next
                                    : RecordFile.decode(RecordFile.encode(next)));
                }
            }
        }
    }

    private static byte[] withChecksum(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body, 0, body.length);
        return new ByteWriter(64).raw(body).u32((int) crc.getValue()).toByteArray();
    }
}
