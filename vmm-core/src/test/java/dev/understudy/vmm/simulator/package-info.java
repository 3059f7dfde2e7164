/**
 * The whole world of one counter in one thread and in virtual time: replicas with the production roles, protocol, gate and
 * machine; doubles of disk server, switch and network that keep the same rules; clients; checkers. One seed decides
 * everything, so a story repeats exactly. Nothing here sleeps, and nothing here is known to the product.
 *
 * <p>{@link dev.understudy.vmm.simulator.Simulator} is the world, {@link dev.understudy.vmm.simulator.VirtualTime} its events
 * and chance. A {@link dev.understudy.vmm.simulator.SimulatedProcess} can be killed, paused and slowed; {@link
 * dev.understudy.vmm.simulator.Network} cuts ways, {@link dev.understudy.vmm.simulator.Wire} is a connection. Each {@link
 * dev.understudy.vmm.simulator.Checker} keeps one promise and throws at the first moment at which it is broken.
 *
 * <p>A story by hand:
 *
 * <pre>
 *   Simulator sim = new Simulator(seed);              // a primary that has booted, alone
 *   sim.clients().begin(4, 60, 2_000);                // 4 clients, 60 increments, up to 2 ms of thinking in between
 *   sim.join(sim.owner());                            // a backup
 *   sim.until("protected", sim::isProtected);         // event by event; a Violation if it never happens
 *   sim.owner().kill(false);                          // SIGKILL; true: its host dies, and nobody is told
 *   sim.until("all", () -> sim.clients().areDone());
 *   sim.checkers().forEach(Checker::finished);        // and what only the end shows
 * </pre>
 *
 * <p>{@link dev.understudy.vmm.simulator.Story} draws a story from a seed; {@link dev.understudy.vmm.simulator.Fault} lists what
 * goes wrong in it.
 *
 * <p><b>Crashes at every boundary.</b> All that leaves a process or comes to it passes {@code SimulatedProcess.cross}, before
 * it takes effect: append to the log, batch, entry queued, acknowledgement sent and heard, output released and sent, disk
 * request and answer, arbiter asked, decided, durable and answered, fence waiting, attach, clock; see {@link
 * dev.understudy.vmm.simulator.Crossing}. {@code Simulator.hook} hears of each, in the same order for the same seed. To crash at
 * crossing k, count and kill:
 *
 * <pre>
 *   sim.hook((process, crossing) -> {
 *       if (process == victim &amp;&amp; crossing != Crossing.CLOCK_READ &amp;&amp; count++ == k) {
 *           process.kill(false);                      // the effect of crossing k does not happen, nor anything after it
 *       }
 *   });
 * </pre>
 *
 * To crash behind crossing k is to crash before crossing k + 1: nothing visible lies between. What a dead process had sent
 * may be lost in part. {@code CrashRun} does so for every k. Disk server and switch are started again with {@code start()}; a crash of theirs from within a hook is
 * {@code sim.disk().crash(false)}, {@code sim.crashSwitch(false)}. A restarted replica is a new process: {@code sim.join}, or
 * {@code sim.coldStart} for a new life.
 */
package dev.understudy.vmm.simulator;
