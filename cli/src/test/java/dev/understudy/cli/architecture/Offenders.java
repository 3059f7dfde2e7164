package dev.understudy.cli.architecture;

import dev.understudy.channel.ChannelServer;
import dev.understudy.disk.DiskServer;
import dev.understudy.net.SwitchServer;
import dev.understudy.vmm.host.SystemClock;
import dev.understudy.vmm.log.LogPosition;
import dev.understudy.vmm.replication.BackupPhase;
import io.netty.buffer.ByteBuf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jline.terminal.Terminal;
import picocli.CommandLine;

/** Deliberately bad classes: each breaks one rule, so that a rule that has gone blind is noticed. */
final class Offenders {
    private Offenders() {}

    static final class KnowsTheLog {
        LogPosition position = LogPosition.START;
    }

    static final class KnowsTheHost {
        Object clock = new SystemClock();
    }

    static final class KnowsAPhase {
        BackupPhase phase;
    }

    static final class KnowsTheChannel {
        ChannelServer server;
    }

    static final class KnowsTheDisk {
        DiskServer server;
    }

    static final class KnowsTheSwitch {
        SwitchServer server;
    }

    static final class KnowsNetty {
        int look(ByteBuf buffer) {
            return buffer.readableBytes();
        }
    }

    static final class KnowsJline {
        Terminal terminal;
    }

    @CommandLine.Command
    static final class KnowsPicocli {
        Object commandLine = new CommandLine(this);
    }

    static final class ReadsTheClock {
        long now = System.nanoTime();
    }

    static final class ThrowsDice {
        int number = new Random(1).nextInt();
    }

    static final class StartsAThread {
        Thread thread = new Thread(() -> {});
    }

    static final class AsksTheEnvironment {
        String home = System.getenv("HOME");
    }

    static final class OpensAFile {
        boolean there = Files.exists(Path.of("x"));
    }

    static final class HashesIdentity {
        int hash = System.identityHashCode(this);
    }

    static final class TakesALogarithm {
        double logarithm(double value) {
            return Math.log(value);
        }
    }

    static final class WalksAHashMap {
        int sum() {
            Map<String, Integer> map = new HashMap<>();
            return map.values().stream().mapToInt(Integer::intValue).sum();
        }
    }
}
