package dev.understudy.vmm.device;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Collects what devices say to the world. */
final class TestOutput implements OutputPort {
    final List<byte[]> frames = new ArrayList<>();
    final ByteArrayOutputStream console = new ByteArrayOutputStream();
    final List<DiskRequest> disk = new ArrayList<>();
    final List<VirtioEntropy.Request> entropy = new ArrayList<>();
    final List<String> power = new ArrayList<>();

    @Override
    public void frame(byte[] frame) {
        frames.add(frame);
    }

    @Override
    public void console(int value) {
        console.write(value);
    }

    @Override
    public void disk(DiskRequest request) {
        disk.add(request);
    }

    @Override
    public void entropy(long id, int length) {
        entropy.add(new VirtioEntropy.Request(id, length));
    }

    @Override
    public void powerOff(int exitCode) {
        power.add("off " + exitCode);
    }

    @Override
    public void reset() {
        power.add("reset");
    }
}
