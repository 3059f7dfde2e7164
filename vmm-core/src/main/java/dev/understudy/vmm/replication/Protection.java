package dev.understudy.vmm.replication;

/**
 * Whether a crash of the owner would now be survived.
 *
 * @param armed the next generation is opened for a backup, and the arbiter has said so
 * @param why one line for people, empty when armed
 */
public record Protection(boolean armed, String why) {
    static final Protection PROTECTED = new Protection(true, "");

    static Protection missing(String why) {
        return new Protection(false, why);
    }

    @Override
    public String toString() {
        return armed ? "PROTECTED" : "NOT PROTECTED: " + why;
    }
}
