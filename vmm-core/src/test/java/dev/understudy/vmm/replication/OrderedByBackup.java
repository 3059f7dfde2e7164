package dev.understudy.vmm.replication;

import java.util.ArrayList;
import java.util.List;

/** Writes down what a backup orders. */
final class OrderedByBackup implements BackupPort {
    private final List<String> orders = new ArrayList<>();
    long accepted;
    String ended;
    String message;
    GuestTime time;

    /** The orders since the last call, heartbeats aside. */
    List<String> taken() {
        List<String> all = List.copyOf(orders);
        orders.clear();
        return all;
    }

    @Override
    public void send(PeerMessage said) {
        if (!(said instanceof PeerMessage.Heartbeat)) {
            orders.add("send " + said);
        }
    }

    @Override
    public void closeChannel(String reason) {
        orders.add("closeChannel");
    }

    @Override
    public void restoreState() {
        orders.add("restoreState");
    }

    @Override
    public long accepted() {
        return accepted;
    }

    @Override
    public void sealLog() {
        orders.add("sealLog");
    }

    @Override
    public void released(long outputs) {
        orders.add("released " + outputs);
    }

    @Override
    public long instruction() {
        return 0;
    }

    @Override
    public long replayed() {
        return 0;
    }

    @Override
    public void ask(Arbiter.Request request) {
        orders.add("ask " + request);
    }

    @Override
    public void goLive(long generation, GuestTime guestTime) {
        orders.add("goLive " + generation);
        time = guestTime;
    }

    @Override
    public void report(String status) {}

    @Override
    public void end(ExitReason reason, int exitCode, String why) {
        ended = (ended == null ? "" : ended + ", ") + reason + " " + exitCode;
        message = why;
    }
}
