package dev.understudy.disk;

/** The numbers of the NBD protocol, fixed newstyle; all fields on the wire are big-endian (NBD's doc/proto.md). */
final class Nbd {
    private Nbd() {}

    static final int PORT = 10809;

    // ---- magic numbers
    static final long INIT_PASSWORD = 0x4e42444d41474943L;
    static final long OPTION_MAGIC = 0x49484156454f5054L;
    static final long OPTION_REPLY_MAGIC = 0x0003e889045565a9L;
    static final int REQUEST_MAGIC = 0x25609513;
    static final int SIMPLE_REPLY_MAGIC = 0x67446698;
    static final int STRUCTURED_REPLY_MAGIC = 0x668e33ef;

    // ---- handshake flags, the same bits both ways
    static final int FLAG_FIXED_NEWSTYLE = 1;
    static final int FLAG_NO_ZEROES = 2;

    // ---- options
    static final int OPT_EXPORT_NAME = 1;
    static final int OPT_ABORT = 2;
    static final int OPT_LIST = 3;
    static final int OPT_STARTTLS = 5;
    static final int OPT_INFO = 6;
    static final int OPT_GO = 7;
    static final int OPT_STRUCTURED_REPLY = 8;
    static final int OPT_LIST_META_CONTEXT = 9;
    static final int OPT_SET_META_CONTEXT = 10;

    /** Ours: data is a request to the arbiter, the reply of type {@link #REP_ARBITER} its answer (ArbiterCodec). */
    static final int OPT_ARBITER = 0x554e4401;
    /** Ours: binds the connection to an owner, before GO; replied with {@link #REP_OWNER} (ArbiterCodec). */
    static final int OPT_OWNER = 0x554e4402;

    // ---- option replies
    static final int REP_ACK = 1;
    static final int REP_SERVER = 2;
    static final int REP_INFO = 3;
    static final int REP_META_CONTEXT = 4;
    static final int REP_ARBITER = 0x554e4401;
    static final int REP_OWNER = 0x554e4402;
    static final int REP_ERR_UNSUP = 0x8000_0001;
    static final int REP_ERR_POLICY = 0x8000_0002;
    static final int REP_ERR_INVALID = 0x8000_0003;
    static final int REP_ERR_PLATFORM = 0x8000_0004;
    static final int REP_ERR_TLS_REQD = 0x8000_0005;
    static final int REP_ERR_UNKNOWN = 0x8000_0006;
    /** Ours, to {@link #OPT_OWNER}: the claimant owns the VM, but in a newer generation, which it may not know yet. */
    static final int REP_ERR_OLDER_GENERATION = 0xd54e_4403;

    static final int REP_ERR_TOO_BIG = 0x8000_0009;

    // ---- information types of INFO and GO
    static final int INFO_EXPORT = 0;
    static final int INFO_NAME = 1;
    static final int INFO_BLOCK_SIZE = 3;

    // ---- transmission flags
    static final int HAS_FLAGS = 1;
    static final int READ_ONLY = 1 << 1;
    static final int SEND_FLUSH = 1 << 2;
    static final int SEND_FUA = 1 << 3;
    static final int SEND_TRIM = 1 << 5;
    static final int SEND_WRITE_ZEROES = 1 << 6;
    static final int SEND_DF = 1 << 7;
    static final int CAN_MULTI_CONN = 1 << 8;

    // ---- commands
    static final int CMD_READ = 0;
    static final int CMD_WRITE = 1;
    static final int CMD_DISC = 2;
    static final int CMD_FLUSH = 3;
    static final int CMD_TRIM = 4;
    static final int CMD_WRITE_ZEROES = 6;
    static final int CMD_BLOCK_STATUS = 7;

    static final int CMD_FLAG_FUA = 1;
    static final int CMD_FLAG_NO_HOLE = 1 << 1;
    static final int CMD_FLAG_DF = 1 << 2;
    static final int CMD_FLAG_REQ_ONE = 1 << 3;

    // ---- structured replies
    static final int CHUNK_DONE = 1;
    static final int CHUNK_NONE = 0;
    static final int CHUNK_OFFSET_DATA = 1;
    static final int CHUNK_OFFSET_HOLE = 2;
    static final int CHUNK_BLOCK_STATUS = 5;
    static final int CHUNK_ERROR = 0x8001;

    static final int STATE_ZERO = 2;
    static final String BASE_ALLOCATION = "base:allocation";
    static final int BASE_ALLOCATION_ID = 1;

    // ---- errors
    static final int OK = 0;
    static final int EPERM = 1;
    static final int EIO = 5;
    static final int EINVAL = 22;
    static final int ENOSPC = 28;
    static final int ESHUTDOWN = 108;

    // ---- our bounds
    /** Bytes of data in one request. */
    static final int MAX_PAYLOAD = 32 << 20;
    /** Bytes of data in one option: room for a name and many metadata queries. */
    static final int MAX_OPTION = 64 << 10;
    /** Bytes of an export's or a VM's name; the protocol allows 4096. */
    static final int MAX_NAME = 255;

    static final int REQUEST_HEADER = 28;
    static final int OPTION_HEADER = 16;
    static final int OPTION_REPLY_HEADER = 20;
}
