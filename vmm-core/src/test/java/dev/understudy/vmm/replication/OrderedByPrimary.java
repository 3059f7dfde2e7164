package dev.understudy.vmm.replication;

import java.util.ArrayList;
import java.util.List;

/** Writes down what a primary orders. */
final class OrderedByPrimary implements PrimaryPort {
    private final List<String> orders = new ArrayList<>();
    long appended;
    long guestTime;
    long instruction;
    long confirmed;
    String ended;
    String endedAgain;
    String message;

    /** The orders since the last call. */
    List<String> taken() {
        List<String> all = List.copyOf(orders);
        orders.clear();
        return all;
    }

    @Override
    public void captureState() {
        orders.add("captureState");
    }

    @Override
    public void sendState() {
        orders.add("sendState");
    }

    @Override
    public void send(PeerMessage message) {
        orders.add("send " + message);
    }

    @Override
    public void closeChannel(String reason) {
        orders.add("closeChannel " + reason);
    }

    @Override
    public void ask(Arbiter.Request request) {
        orders.add("ask " + request);
    }

    @Override
    public void stopVcpu(String reason) {
        orders.add("stopVcpu " + reason);
    }

    @Override
    public void resumeVcpu() {
        orders.add("resumeVcpu");
    }

    @Override
    public void throttle(int share) {
        orders.add("throttle " + share);
    }

    @Override
    public void generationChanged(long generation) {
        orders.add("generationChanged " + generation);
    }

    @Override
    public long appended() {
        return appended;
    }

    @Override
    public long confirmedBelow() {
        return confirmed;
    }

    @Override
    public long guestTime() {
        return guestTime;
    }

    @Override
    public long instruction() {
        return instruction;
    }

    @Override
    public void report(Protection protection) {}

    @Override
    public void end(ExitReason reason, int exitCode, String why) {
        endedAgain = ended;
        message = why;
        ended = reason + " " + exitCode;
    }
}
