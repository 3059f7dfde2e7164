package dev.understudy.vmm.simulator;

/** Where something leaves a process or comes to it: between two crossings nothing that it does can be seen from outside. */
enum Crossing {
    // of a replica
    /** The vCPU appends an entry to its log. */
    LOG_APPENDED,
    /** Entries go to the channel. */
    LOG_SENT,
    /** The backup has an entry in its queue, not acknowledged yet. */
    ENTRY_QUEUED,
    /** The backup's acknowledgement goes to the channel. */
    ACK_SENT,
    /** The primary hears an acknowledgement. */
    ACK_HEARD,
    /** Any other message between replicas, or the state, goes out. */
    MESSAGE_SENT,
    /** Such a message is heard. */
    MESSAGE_HEARD,
    /** A frame, or console bytes, leaves the gate for the switch's client. */
    OUTPUT_RELEASED,
    /** It goes out to the switch. */
    FRAME_SENT,
    /** The switch says that it has outputs. */
    OUTPUT_CONFIRMED,
    /** A frame comes in. */
    INPUT_HEARD,
    /** A request leaves the machine for the disk's client. */
    DISK_ISSUED,
    /** It goes out to the disk server. */
    DISK_SENT,
    /** The disk server's answer to a request is heard. */
    DISK_ANSWERED,
    /** Something is asked of the arbiter: {@code Open}, {@code Claim}, {@code End}. */
    ARBITER_ASKED,
    /** The arbiter's answer is heard. */
    ARBITER_HEARD,
    /** The attach at the switch goes out. */
    ATTACH_SENT,
    /** The switch's answer to it is heard. */
    ATTACH_HEARD,
    /** The process looks at its clock. Many; a hook that counts crossings may leave them out. */
    CLOCK_READ,

    // of the disk server
    /** The arbiter has decided; the record is not durable yet. */
    RECORD_DECIDED,
    /** The record is durable; the fence not begun. */
    RECORD_DURABLE,
    /** The fence waits for requests in progress. */
    FENCE_WAITS,
    /** The answer goes out. */
    ARBITER_ANSWERED,
    /** A write changes the disk. */
    DISK_WRITTEN,
    /** The answer to a request goes out. */
    DISK_REPLIED,

    // of the switch
    /** A frame of the guest passes to the world. */
    FRAME_PASSED,
    /** The switch answers an attach. */
    ATTACH_ANSWERED
}
