package dev.understudy.cli.architecture;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What which classes may not refer to: DESIGN.md's layout and its determinism firewall. Names are those of class files;
 * a member is {@code owner.name}. Each rule has an offender, a class that breaks it and a place where it would.
 */
enum ArchitectureRule {
    // ---- imports run one way: guest-isa ← vmm-core ← {channel, disk, net} ← cli -----------------------------------
    ISA_KNOWS_ONLY_ITSELF("isa/.*", other("isa/"), Offenders.KnowsTheLog.class, "isa/Hart"),
    VMM_KNOWS_ONLY_THE_ISA("vmm/.*", other("isa/|vmm/"), Offenders.KnowsTheChannel.class, "vmm/vcpu/Vcpu"),
    CHANNEL_KNOWS_NO_SIBLING("channel/.*", other("isa/|vmm/|channel/"), Offenders.KnowsTheDisk.class, "channel/Frame"),
    DISK_KNOWS_NO_SIBLING("disk/.*", other("isa/|vmm/|disk/"), Offenders.KnowsTheSwitch.class, "disk/Nbd"),
    SWITCH_KNOWS_NO_SIBLING("net/.*", other("isa/|vmm/|net/"), Offenders.KnowsTheChannel.class, "net/Switch"),

    // ---- inside vmm-core -------------------------------------------------------------------------------------------
    BYTES_KNOW_NOTHING("vmm/bytes/.*", other("vmm/bytes/"), Offenders.KnowsTheLog.class, "vmm/bytes/ByteReader"),
    LOG_KNOWS_NO_MACHINE("vmm/log/.*", other("vmm/(bytes|log)/"), Offenders.KnowsTheHost.class, "vmm/log/LogEntry"),
    DEVICES_KNOW_NO_MACHINE(
            "vmm/device/.*", other("vmm/(bytes|log|device)/"), Offenders.KnowsTheHost.class, "vmm/device/Uart"),
    MACHINE_KNOWS_NO_ROLE(
            "vmm/machine/.*",
            other("isa/|vmm/(bytes|log|device|machine)/"),
            Offenders.KnowsTheHost.class,
            "vmm/machine/Machine"),
    PROTOCOL_KNOWS_NO_MACHINE(
            "vmm/replication/.*",
            other("vmm/(bytes|log|replication)/"),
            Offenders.KnowsTheHost.class,
            "vmm/replication/X"),
    HOST_KNOWS_NO_ROLE(
            "vmm/host/.*", other("vmm/(bytes|log|device|host)/"), Offenders.KnowsAPhase.class, "vmm/host/Clock"),

    // ---- libraries stay in their place -----------------------------------------------------------------------------
    ASM_STAYS_IN_THE_TRANSLATOR("(?!isa/translator/).*", "org/objectweb/asm/.*", ClassFile.class, "isa/Hart"),
    NETTY_STAYS_OUT_OF_THE_HYPERVISOR("(isa|vmm)/.*", "io/netty/.*", Offenders.KnowsNetty.class, "vmm/role/World"),
    JLINE_STAYS_AT_THE_TERMINAL("(?!cli/terminal/).*", "org/jline/.*", Offenders.KnowsJline.class, "cli/RunCommand"),
    PICOCLI_STAYS_IN_THE_COMMAND_LINE("(?!cli/).*", "picocli/.*", Offenders.KnowsPicocli.class, "vmm/role/World"),

    // ---- the determinism firewall ----------------------------------------------------------------------------------
    NO_WALL_CLOCK(
            deterministic(),
            "java/lang/System\\.(currentTimeMillis|nanoTime)|java/time/(?!Duration).*|java/util/(Date|Calendar|Timer).*",
            Offenders.ReadsTheClock.class,
            "isa/Hart"),
    NO_RANDOMNESS(
            deterministic(),
            "java/util/(Random|SplittableRandom)|java/util/random/.*|java/security/.*|java/lang/Math\\.random"
                    + "|java/util/UUID\\.randomUUID",
            Offenders.ThrowsDice.class,
            "vmm/device/Uart"),
    NO_THREADS(
            deterministic(),
            "java/lang/Thread.*|java/util/concurrent/.*|java/lang/Runtime|.*\\.(parallel|parallelStream)",
            Offenders.StartsAThread.class,
            "vmm/machine/Machine"),
    NO_HOST_STATE(
            deterministic(),
            "java/lang/System\\.(getenv|getProperty|getProperties|in|out|err)|java/lang/ProcessHandle.*",
            Offenders.AsksTheEnvironment.class,
            "vmm/replication/PrimaryProtocol"),
    NO_STREAMS(
            deterministic(),
            "java/io/.*|java/net/.*|java/nio/(file|channels)/.*",
            Offenders.OpensAFile.class,
            "vmm/log/LogCursor"),
    NO_IDENTITY_HASH(
            deterministic(),
            "java/lang/System\\.identityHashCode|java/lang/Object\\.hashCode",
            Offenders.HashesIdentity.class,
            "vmm/bytes/ByteReader"),
    /** Math may differ by an ulp between the interpreter and an intrinsic; StrictMath may not. */
    NO_INEXACT_MATH(
            deterministic(),
            "java/lang/Math\\.(a?sin|a?cos|a?tan|atan2|sinh|cosh|tanh|exp|expm1|log|log10|log1p|pow|cbrt|hypot)",
            Offenders.TakesALogarithm.class,
            "isa/semantics/FloatOps"),
    /** Map.of and Set.of too: their order changes with every start of the JVM. */
    NO_HASH_ORDER(
            deterministic(),
            "java/util/(HashMap|HashSet|IdentityHashMap|WeakHashMap|Hashtable)\\.<init>"
                    + "|java/util/(Set|Map)\\.(of|ofEntries|copyOf)"
                    + "|java/util/stream/Collectors\\.(toSet|toUnmodifiableSet|toMap|toUnmodifiableMap|groupingBy)",
            Offenders.WalksAHashMap.class,
            "vmm/machine/Machine");

    private static final String ROOT = "dev/understudy/";

    private final Pattern applies;
    private final Pattern forbidden;
    private final Class<?> offender;
    private final String place;

    ArchitectureRule(String applies, String forbidden, Class<?> offender, String place) {
        this.applies = Pattern.compile("dev/understudy/" + applies);
        this.forbidden = Pattern.compile(forbidden);
        this.offender = offender;
        this.place = place;
    }

    /** All packages of ours but those that begin with one of {@code allowed}. */
    private static String other(String allowed) {
        return "dev/understudy/(?!" + allowed + ").*";
    }

    /** Classes behind the firewall: the machine, what feeds it, and the protocol; only the journal knows files and threads. */
    private static String deterministic() {
        return "(isa|vmm/(bytes|device|log(?!/Journal)|machine|replication))/.*";
    }

    /** References of this class that the rule forbids. */
    List<String> violations(ClassFile file) {
        if (!applies.matcher(file.name()).matches()) {
            return List.of();
        }
        return file.references().stream()
                .filter(reference -> forbidden.matcher(reference).matches())
                .toList();
    }

    /** The class that breaks this rule, as if it stood where the rule applies. */
    ClassFile offender() {
        return ClassFile.of(offender).at(ROOT + place);
    }
}
