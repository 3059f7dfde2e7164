package dev.understudy.cli;

import dev.understudy.disk.NbdClient;
import dev.understudy.disk.NbdClientOptions;
import dev.understudy.disk.NbdEndpoint;
import dev.understudy.disk.OwnerBinding;
import dev.understudy.vmm.device.DiskRequest;
import dev.understudy.vmm.host.BlockStore;
import dev.understudy.vmm.replication.ClaimantId;
import java.io.IOException;
import java.util.List;

/** The VM's export on the disk server, as this claimant's. */
final class SharedDisk implements BlockStore {
    private final NbdClient client;
    private final String vm;
    private final ClaimantId self;

    SharedDisk(NbdEndpoint endpoint, String export, String vm, ClaimantId self, Listener listener) throws IOException {
        client = NbdClient.open(NbdClientOptions.standby(endpoint, export), listener);
        this.vm = vm;
        this.self = self;
    }

    @Override
    public long capacity() {
        return client.capacity();
    }

    @Override
    public void submit(DiskRequest request) {
        client.submit(request);
    }

    @Override
    public void own(long generation, long instance) {
        client.own(new OwnerBinding(vm, self, generation), instance);
    }

    @Override
    public void standBy() {
        client.standBy();
    }

    @Override
    public void resume(long instance, List<DiskRequest> unsynced) {
        client.resume(instance, unsynced);
    }

    @Override
    public void close() {
        client.close();
    }
}
