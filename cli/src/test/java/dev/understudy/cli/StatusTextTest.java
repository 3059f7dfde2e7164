package dev.understudy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a VM's status reads. */
class StatusTextTest {
    private static final String PRIMARY = "{\"role\":\"primary\",\"pid\":4121,\"upSeconds\":11520,\"live\":true,"
            + "\"host\":\"host-a\",\"channelPort\":7001,\"disk\":\"nbd://host-c:10809/web\",\"phase\":\"PROTECTED\","
            + "\"protected\":true,\"protection\":\"PROTECTED\",\"generation\":7,\"instruction\":9120441000,"
            + "\"instructionsPerSecond\":212400000,\"logBytesPerSecond\":41200,\"outputsHeld\":9,"
            + "\"holdMicrosP50\":180,\"holdMicrosP99\":1640";
    private static final String KEEPS_UP =
            ",\"lagMicros\":3810,\"lagInstructions\":812004,\"throttledPercent\":0," + "\"throttledWhy\":\"\"}";
    private static final String SLOWED = ",\"lagMicros\":412900,\"lagInstructions\":80812004,\"throttledPercent\":58,"
            + "\"throttledWhy\":\"the backup lags\"}";
    private static final String BACKUP = "{\"role\":\"backup\",\"pid\":4177,\"upSeconds\":60,\"live\":false,"
            + "\"host\":\"host-b\",\"channelPort\":0,\"phase\":\"FOLLOWING\",\"armed\":true,\"generation\":7,"
            + "\"instruction\":9119629000,\"digestEqualInstruction\":9119000000,\"lagInstructions\":900000}";
    private static final String TRANSLATES = ",\"engine\":\"translator\",\"regions\":312,\"regionBytes\":1204000,"
            + "\"regionsTranslated\":5120,\"regionsDropped\":4808,\"translationCpuNanos\":3140000000,"
            + "\"translatedInstructions\":875,\"interpretedInstructions\":125";
    private static final String DISK = "{\"role\":\"disk\",\"pid\":4001,\"host\":\"host-c\",\"port\":10809}";

    private static VmStatus.Process says(String name, String json) throws IOException {
        return new VmStatus.Process(name, NodeStatus.parse(json), null);
    }

    @Test
    void aProtectedPairShowsItsLagItsLogAndItsHold() throws IOException {
        VmStatus web = new VmStatus(
                "web", List.of(says("disk", DISK), says("replica-1", PRIMARY + KEEPS_UP), says("replica-2", BACKUP)));
        assertEquals("""
                web   PROTECTED   generation 7   up 3h12m
                  disk     disk       host-c:10809          pid 4001
                  primary  replica-1  host-a:7001           pid 4121     212 MIPS  throttled 0 %
                  backup   replica-2  -                     pid 4177     lag 3.8 ms / 812,004 instr   digest ok @ 9,119,000,000
                  log 41.2 KB/s   hold p50 180 µs p99 1.6 ms   disk nbd://host-c:10809/web owner gen 7
                """, StatusText.of(web));
    }

    @Test
    void eachReplicasEngineIsShownAndWhatATranslatorDid() throws IOException {
        VmStatus web = new VmStatus(
                "web",
                List.of(
                        says("disk", DISK),
                        says("replica-1", PRIMARY + TRANSLATES + KEEPS_UP),
                        says("replica-2", BACKUP.replace("}", ",\"engine\":\"interpreter\"}"))));
        String text = StatusText.of(web);
        assertEquals(
                List.of(
                        "  engine   replica-1  translator: 312 regions of 1,204 KB, 5,120 made in 3.1 s CPU,"
                                + " 4,808 dropped, 12.5 % interpreted",
                        "  engine   replica-2  interpreter"),
                text.lines().filter(line -> line.contains("engine")).toList());
    }

    @Test
    void aSlowedGuestIsSaidToBeSlowedAndWhy() throws IOException {
        VmStatus web = new VmStatus("web", List.of(says("replica-1", PRIMARY + SLOWED), says("replica-2", BACKUP)));
        String text = StatusText.of(web);
        assertTrue(text.contains("throttled 58 %, because the backup lags by 412 ms\n"), text);
    }

    @Test
    void whoDoesNotAnswerIsListedWithItsReasonAndTheRestIsShown() throws IOException {
        VmStatus web = new VmStatus(
                "web",
                List.of(
                        says("replica-1", PRIMARY + KEEPS_UP),
                        new VmStatus.Process("replica-2", null, "no answer within 1000 ms")));
        String text = StatusText.of(web);
        assertTrue(text.contains("replica-2  unreachable: no answer within 1000 ms\n"), text);
        assertTrue(text.contains("212 MIPS"), text);
    }

    @Test
    void withoutAPrimaryItSaysSo() throws IOException {
        VmStatus web = new VmStatus("web", List.of(says("replica-2", BACKUP)));
        assertFalse(web.isProtected());
        assertEquals("""
                web   NOT PROTECTED: no primary answers
                  backup   replica-2  -                     pid 4177     following @ 9,119,629,000   digest ok @ 9,119,000,000
                """, StatusText.of(web));
    }

    @Test
    void jsonHasASchemaNumberAndNamesWithUnits() throws IOException {
        VmStatus web = new VmStatus(
                "web",
                List.of(
                        says("replica-1", PRIMARY + SLOWED),
                        new VmStatus.Process("replica-2", null, "no answer within 1000 ms")));
        String json = StatusJson.of(List.of(web));
        assertTrue(json.replace("\r", "").startsWith("{\n  \"schema\" : 1,\n  \"vms\" : [ {"), json);
        for (String field : List.of(
                "\"protected\" : true",
                "\"lagMicros\" : 412900",
                "\"throttledPercent\" : 58",
                "\"logBytesPerSecond\" : 41200",
                "\"unreachable\" : \"no answer within 1000 ms\"")) {
            assertTrue(json.contains(field), field + " is not in " + json);
        }
    }
}
