package dev.understudy.benchmarks;

/**
 * A program of Debian, and some work for it that begins and ends in the guest's memory. By its path, since the guest's shell has
 * some of these names for itself.
 */
enum GuestProgram {
    SHA256("openssl sha256", "/usr/bin/openssl dgst -sha256 /tmp/big"),
    AES("openssl aes-128-cbc", "/usr/bin/openssl enc -aes-128-cbc -K 00010203 -iv 04050607 -in /tmp/big"),
    GZIP("gzip", "/usr/bin/gzip -c /tmp/text"),
    BZIP2("bzip2", "/usr/bin/bzip2 -c /tmp/text"),
    XZ("xz", "/usr/bin/xz -1 -c /tmp/text"),
    PYTHON(
            "python3",
            "/usr/bin/python3 -c \"d={str(i*i%5003):i for i in range(300000)};print(len(d),sum(x*x%7 for x in range(600000)))\""),
    SQLITE(
            "sqlite3",
            "/usr/bin/sqlite3 :memory: \"create table t(a integer primary key,b,c);"
                    + "insert into t select value,value*7919%10007,hex(value) from generate_series(1,60000);"
                    + "create index i on t(b);select count(*),sum(x.a*y.a%3) from t x join t y on x.b=y.b;\""),
    AWK("awk", "/usr/bin/mawk '{for(i=1;i<=NF;i++)n[$i]++} END{for(w in n)if(n[w]>m)m=n[w];print m}' /tmp/text");

    /** What the guest must have. */
    static final String PACKAGES = "redis-server,openssl,gzip,bzip2,xz-utils,python3,sqlite3,mawk";

    /** Makes 4 MB of python's own sources, and six times that. */
    static final String INPUT = "cat /usr/lib/python3*/*.py | head -c 4000000 >/tmp/text;"
            + "for i in 1 2 3 4 5 6; do cat /tmp/text; done >/tmp/big";

    private final String title;
    private final String command;

    GuestProgram(String title, String command) {
        this.title = title;
        this.command = command;
    }

    String title() {
        return title;
    }

    /** For the guest's shell; ends with 0. */
    String command() {
        return command + " >/dev/null 2>&1";
    }
}
