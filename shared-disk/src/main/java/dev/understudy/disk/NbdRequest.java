package dev.understudy.disk;

/**
 * A request of the transmission phase.
 *
 * @param length 0..2^32-1
 */
record NbdRequest(int flags, int type, long cookie, long offset, long length) {
    boolean changesDisk() {
        return type == Nbd.CMD_WRITE || type == Nbd.CMD_TRIM || type == Nbd.CMD_WRITE_ZEROES;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** {@link Nbd#OK}, or why no image of {@code size} bytes can do this. */
    int check(long size, boolean structured, boolean allocation) {
        int allowed = switch (type) {
            case Nbd.CMD_READ -> Nbd.CMD_FLAG_FUA | (structured ? Nbd.CMD_FLAG_DF : 0);
            case Nbd.CMD_WRITE_ZEROES -> Nbd.CMD_FLAG_FUA | Nbd.CMD_FLAG_NO_HOLE;
            case Nbd.CMD_BLOCK_STATUS -> Nbd.CMD_FLAG_FUA | Nbd.CMD_FLAG_REQ_ONE;
            case Nbd.CMD_WRITE, Nbd.CMD_TRIM, Nbd.CMD_FLUSH -> Nbd.CMD_FLAG_FUA;
            default -> -1;
        };
        if (allowed == -1 || (flags & ~allowed) != 0) {
            return Nbd.EINVAL;
        }
        if (type == Nbd.CMD_FLUSH) {
            return offset == 0 && length == 0 ? Nbd.OK : Nbd.EINVAL;
        }
        if (type == Nbd.CMD_BLOCK_STATUS && (!allocation || length == 0)) {
            return Nbd.EINVAL;
        }
        if ((type == Nbd.CMD_READ || type == Nbd.CMD_WRITE) && length > Nbd.MAX_PAYLOAD) {
            return Nbd.EINVAL;
        }
        if (offset < 0 || offset > size || length > size - offset) {
            return type == Nbd.CMD_WRITE || type == Nbd.CMD_WRITE_ZEROES ? Nbd.ENOSPC : Nbd.EINVAL;
        }
        return Nbd.OK;
    }
}
