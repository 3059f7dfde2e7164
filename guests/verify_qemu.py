"""The guests under qemu-system-riscv64: verdicts, and the counter's promises over UDP, restart and torn writes."""
import os
import re
import socket
import struct
import subprocess
import sys
import tempfile
import time

MACHINE = ["qemu-system-riscv64", "-machine", "virt", "-m", "128M", "-bios", "none", "-display", "none",
           "-serial", "stdio", "-monitor", "none", "-global", "virtio-mmio.force-legacy=false"]
PORTS = {7: 0, 8: 0, 9: 0}  # guest port -> host port, chosen at start
RECORD_B = 8 * 512


def check(fact, text):
    if not fact:
        sys.exit(f"verify-qemu: FAILED: {text}")
    print(f"ok: {text}")


def run(guest, *options):
    started = time.monotonic()
    elf = guest if guest.endswith(".elf") else f"{guest}/{guest}.elf"
    done = subprocess.run(MACHINE + ["-kernel", elf, *options], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, timeout=120)
    return done.returncode, done.stdout, time.monotonic() - started


class Counter:
    """One life of the counter guest on a disk image."""

    def __init__(self, disk, *options):
        for port in PORTS:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
                probe.bind(("127.0.0.1", 0))
                PORTS[port] = probe.getsockname()[1]
        forwards = "".join(f",hostfwd=udp:127.0.0.1:{host}-:{guest}" for guest, host in PORTS.items())
        devices = ["-netdev", f"user,id=net{forwards}", "-device", "virtio-net-device,netdev=net"]
        if disk:
            devices += ["-drive", f"file={disk},format=raw,if=none,id=disk", "-device", "virtio-blk-device,drive=disk"]
        self.output = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(MACHINE + ["-kernel", "counter/counter.elf", *devices, *options],
                                        stdin=subprocess.DEVNULL, stdout=self.output, stderr=subprocess.DEVNULL)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.settimeout(2)
        for attempt in range(20):
            if self.process.poll() is None and self.ask(9, b"info"):
                return
        sys.exit("verify-qemu: FAILED: the counter does not answer\n" + self.log())

    def ask(self, port, request):
        self.socket.sendto(request, ("127.0.0.1", PORTS[port]))
        try:
            return self.socket.recv(2048)
        except (TimeoutError, ConnectionError):
            return None

    def count(self, port, client, number):
        reply = self.ask(port, struct.pack("<4sIQ", b"INC1" if port == 7 else b"INC2", client, number))
        return None if reply is None else struct.unpack("<4sIQQ", reply)

    def info(self):
        return dict(re.findall(r"(\w+)=(\w+)", self.ask(9, b"info").decode()))

    def log(self):
        self.output.seek(0)
        return self.output.read()

    def power_off(self):
        answer = self.ask(9, b"poweroff")
        return answer, self.process.wait(10)


def verify_small_guests():
    code, text, _ = run("hello")
    check(code == 0 and text == "hello\n", "hello says hello and ends with 0")
    check(run("exit-code")[0] == 7, "exit-code ends with 7")
    code, text, _ = run("timer")
    check(code == 0 and "tick 100 " in text, "timer takes 100 ticks")
    code, text, seconds = run("cpu")
    check(code == 0 and "rounds done" in text, f"cpu's results are right ({seconds:.1f} s)")
    code, text, seconds = run("paged")
    check(code == 0 and "right" in text, f"paged's results are right ({seconds:.1f} s)")
    for kernel in sorted(name for name in os.listdir("kernels") if name.endswith(".elf")):
        code, text, seconds = run(f"kernels/{kernel}", "-append", "rounds=2")
        check(code == 0 and "round 2 of 2" in text, f"kernels/{kernel}'s results are right ({seconds:.1f} s)")
    code, text, seconds = run("spin")
    check(code == 0, f"spin ends ({seconds:.2f} s)")


def verify_first_life(disk):
    counter = Counter(disk)
    check("value 0 read" in counter.log(), "a fresh disk starts at 0")
    started = time.monotonic()
    right = all(counter.count(7, 5, n) == (b"INC1", 5, n, n) for n in range(1, 1001))
    rate = 1000 / (time.monotonic() - started)
    check(right and counter.info()["value"] == "1000", f"1000 plain increments are answered 1 to 1000 ({rate:.0f}/s)")
    check(counter.count(8, 6, 1)[3] == 1001 and counter.count(8, 6, 1)[3] == 1001, "a repeated sequence number adds nothing")
    check(counter.count(8, 6, 2)[3] == 1002, "the next sequence number adds one")
    check(counter.count(8, 6, 1) == (b"OLD!", 6, 1, 2), "an older sequence number is refused")
    for n in range(30):
        counter.count(8, 1000 + n, 1)
    counter.socket.settimeout(0.3)
    check(counter.ask(7, b"INC1 short") is None and counter.ask(8, struct.pack("<4sIQ", b"INC1", 1, 1)) is None,
          "malformed requests are not answered")
    counter.socket.settimeout(2)
    info = counter.info()
    check(info["value"] == "1032" and int(info["ticks"]) > 0 and int(info["dropped"]) >= 2, f"info: {info}")
    counter.process.kill()
    counter.process.wait()


def verify_later_lives(disk):
    counter = Counter(disk)
    check("value 1032 read, 31 clients" in counter.log(), "a killed machine's successor reads all it answered")
    check(counter.count(8, 6, 2)[3] == 1002, "it still knows the sequence numbers")
    counter.count(7, 1, 1)
    answer, code = counter.power_off()
    check(answer == b"bye\n" and code == 0, "poweroff ends with 0")

    serials = [struct.unpack_from("<Q", open(disk, "rb").read(), place + 16)[0] for place in (0, RECORD_B)]
    newest = 0 if serials[0] > serials[1] else RECORD_B
    with open(disk, "r+b") as image:
        image.seek(newest + 512)
        image.write(os.urandom(512))
    counter = Counter(disk)
    check("cut short" in counter.log() and "value 1032 read" in counter.log(), "a torn write leaves the value before it")
    check(counter.count(7, 1, 1)[3] == 1033, "and counting goes on over the torn record")
    counter.power_off()


def verify_missing_devices(folder):
    counter = Counter(None, "-device", "virtio-rng-device")
    check("no virtio disk" in counter.log() and counter.count(7, 1, 1)[3] == 1, "without a disk it says so and counts")
    check("seed" not in counter.log() or "entropy device" in counter.log(), "entropy comes from seed or the device")
    counter.power_off()
    foreign = os.path.join(folder, "foreign.img")
    with open(foreign, "wb") as image:
        image.write(b"some other content" * 1000)
        image.truncate(1 << 20)
    before = open(foreign, "rb").read()
    counter = Counter(foreign)
    counter.socket.settimeout(0.3)
    check(counter.count(7, 1, 1) is None and "something else" in counter.log(), "a foreign disk is not counted on")
    counter.socket.settimeout(2)
    counter.power_off()
    check(open(foreign, "rb").read() == before, "nor written to")
    for options in (["-cpu", "rv64,zkr=on"], []):
        code, text, _ = run("hello", *options)
        if code == 0:
            counter = Counter(None, *options)
            print(f"note: {' '.join(options) or 'default cpu'}: seed "
                  + ("missing" if "no seed instruction" in counter.log() else "present"))
            counter.power_off()


def main():
    verify_small_guests()
    with tempfile.TemporaryDirectory() as folder:
        disk = os.path.join(folder, "disk.img")
        with open(disk, "wb") as image:
            image.truncate(1 << 20)
        verify_first_life(disk)
        verify_later_lives(disk)
        verify_missing_devices(folder)
    print("verify-qemu: all well")


if __name__ == "__main__":
    main()
