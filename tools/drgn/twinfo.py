# SPDX-License-Identifier: GPL-2.0-only
"""Prints a snapshot in the format of /proc/twinfo, from a crash dump or from the running kernel, without the module:

    drgn -c vmcore twinfo.py | twinfo -i - why 10.0.0.1 10.0.0.2:443
    drgn -k twinfo.py | twinfo -i - list

It needs the debug symbols of that kernel (drgn -s vmlinux), 6.1 or later. Times of a dump are relative to the moment of
the crash. While sockets come and go, a slot is read until two passes agree; a count may be older than the rows.
"""

import contextlib
import io
import os
import socket
import struct
import sys
import time

from drgn import FaultError, Object, ProgramFlags
from drgn.helpers.linux.cpumask import for_each_online_cpu, for_each_possible_cpu
from drgn.helpers.linux.net import for_each_net
from drgn.helpers.linux.percpu import per_cpu_ptr

FORMAT = 1
TIME_WAIT, LISTEN, NEW_SYN_RECV, FIN_WAIT2 = 6, 10, 12, 5  # net/tcp_states.h
AF_INET6 = 10
PERIOD_MS = 60000  # TCP_TIMEWAIT_LEN
LONGEST_CHAIN = 32  # the last class of chains counts all that are longer
PASSES = 1000
LONGEST = 10**6  # sockets in a chain; more are a chain that bites its tail
LIVE = bool(prog.flags & ProgramFlags.IS_LIVE)


def fail(text):
    sys.exit(f"twinfo.py: {text}")


def member(obj, *names):
    """The first of these members that this kernel's structure has, else None."""
    for name in names:
        try:
            return getattr(obj, name)
        except AttributeError:
            pass
    return None


def number(obj):
    return "-" if obj is None else int(obj)


def offset_of(type_name, name):
    return Object(prog, prog.type(type_name), address=0).member_(name).address_


class Clock:
    """One moment: jiffies, and CLOCK_MONOTONIC and CLOCK_REALTIME as the last tick left them."""

    def __init__(self):
        # A tick in ns, shifted: kernel/time/jiffies.c.
        ticks = prog["clocksource_jiffies"]
        self.hz = round(1e9 / (int(ticks.mult) / (1 << int(ticks.shift))))
        self.look()

    def look(self):
        try:
            keeper = prog["tk_core"].timekeeper
        except KeyError:
            keeper = prog["timekeeper_data"][0].timekeeper
        mono = keeper.wall_to_monotonic
        ns = int(keeper.tkr_mono.xtime_nsec) >> int(keeper.tkr_mono.shift)
        self.jiffies = int(prog["jiffies"])
        self.date_s = int(keeper.xtime_sec)
        ns += (self.date_s + int(mono.tv_sec)) * 10**9 + int(mono.tv_nsec)
        if LIVE:
            # What the tick left may be old on an idle machine.
            now = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
            self.jiffies += (now - ns) * self.hz // 10**9
            self.date_s, ns = int(time.time()), now
        self.mono_ms, self.mono_s = ns // 10**6, ns // 10**9

    def left_ms(self, expires):
        left = (expires - self.jiffies) & (2**64 - 1)
        left -= 2**64 if left >= 2**63 else 0
        ms = -(-abs(left) * 1000 // self.hz)
        return -ms if left < 0 else ms


class Net:
    """A network namespace: its settings and counters, and what is counted of it."""

    def __init__(self, net):
        self.net = net
        self.address = int(net.value_()) if net.type_.kind.name == "POINTER" else net.address_
        self.inum = int(net.ns.inum)
        self.death_row = net.ipv4.tcp_death_row
        self.table = self.death_row.hashinfo
        self.id = 0
        self.counts = {"tw": 0, "fw2": 0, "overdue": 0, "full": 0, "req": 0}
        self.reuse = int(net.ipv4.sysctl_tcp_tw_reuse)
        self.delay_ms = member(net.ipv4, "sysctl_tcp_tw_reuse_delay")
        ports = net.ipv4.ip_local_ports.range
        try:
            self.first, self.last = int(ports[0]), int(ports[1])
        except TypeError:  # one number from 6.8 on
            self.first, self.last = int(ports) & 0xFFFF, int(ports) >> 16
        bits = net.ipv4.sysctl_local_reserved_ports
        data = prog.read(int(bits), 65536 // 8) if bits else bytes(65536 // 8)
        self.reserved = [p for p in range(self.first, self.last + 1) if data[p // 8] >> p % 8 & 1]

    def mib(self, name):
        item = int(prog.constant("LINUX_MIB_" + name))
        mibs = self.net.mib.net_statistics
        return sum(int(per_cpu_ptr(mibs, cpu).mibs[item]) for cpu in for_each_possible_cpu(prog)) & (2**64 - 1)

    def print(self, hz):
        ipv4 = self.net.ipv4
        print(
            f"net {self.inum} count={int(self.death_row.tw_refcount.refs.counter) - 1}"
            f" max_tw={int(self.death_row.sysctl_max_tw_buckets)} timewaited={self.mib('TIMEWAITED')}"
            f" timewaitrecycled={self.mib('TIMEWAITRECYCLED')} timewaitkilled={self.mib('TIMEWAITKILLED')}"
            f" timewaitoverflow={self.mib('TCPTIMEWAITOVERFLOW')} counted_at=arm tw_reuse={self.reuse}"
            f" tw_reuse_delay_ms={number(self.delay_ms)} timestamps={int(ipv4.sysctl_tcp_timestamps)}"
            f" rfc1337={int(ipv4.sysctl_tcp_rfc1337)}"
            f" fin_timeout_ms={int(ipv4.sysctl_tcp_fin_timeout) * 1000 // hz} ports={self.first}-{self.last}"
            f" reserved={len(self.reserved)}"
            f" port_step_width={number(member(ipv4, 'sysctl_ip_local_port_step_width'))} ehash={self.id}"
        )
        for first, last in self.reserved_ranges():
            print(f"reserved {self.inum} {first} {last}")

    def reserved_ranges(self):
        ranges = []
        for port in self.reserved:
            if ranges and ranges[-1][1] == port - 1:
                ranges[-1][1] = port
            else:
                ranges.append([port, port])
        return ranges


def agreed(walk, key):
    """What a walk finds, when two passes agree. A dump does not change; a live chain may lead to memory that is gone."""
    before = None
    for _ in range(PASSES):
        try:
            found = walk()
        except FaultError:
            if not LIVE:
                raise
            continue
        keys = [key(element) for element in found]
        if not LIVE or keys == before:
            return found
        before = keys
    fail("a slot keeps changing; is the machine that busy? The module reads it: modprobe twinfo")


def chain_of_sockets(head):
    """The sockets of a chain whose end is a marker: include/linux/list_nulls.h."""

    def walk():
        chain = []
        (node,) = struct.unpack("Q", prog.read(head, 8))
        while not node & 1:
            chain.append(Socket(node - Socket.NODE))
            node = chain[-1].next
            if len(chain) > LONGEST:
                raise FaultError("a chain without an end", node)
        return chain

    return agreed(walk, Socket.key)


class Chains:
    """The heads of a hash table's chains, read at once."""

    def __init__(self, address, count, size, at):
        data = prog.read(address, count * size)
        self.heads = [h for (h,) in struct.iter_unpack(f"{at}xQ{size - at - 8}x", data)]


class Socket:
    """A socket of an ehash chain, from one copy of its memory."""

    def __init__(self, address):
        data = prog.read(address, Socket.TYPE.size)
        self.address = address
        # A full socket is longer and a request socket as long; only the part that all have is used of them.
        self.tcp_tw = Object.from_bytes_(prog, Socket.TYPE, data)
        self.tw = self.tcp_tw.tw_sk
        c = self.tw.member_("__tw_common")
        self.net, self.state = int(c.skc_net.net), int(c.skc_state)
        self.v6 = int(c.skc_family) == AF_INET6
        self.port, self.peer_port = int(c.skc_num), socket.ntohs(int(c.skc_dport))
        self.ifindex = int(c.skc_bound_dev_if)
        (self.next,) = struct.unpack_from("Q", data, Socket.NODE)
        self.reuseaddr, self.reuseport = bool(c.skc_reuse), bool(c.skc_reuseport)
        self.v6only = bool(c.skc_ipv6only)
        if self.v6:
            self.local, self.peer = c.skc_v6_rcv_saddr.to_bytes_(), c.skc_v6_daddr.to_bytes_()
        else:
            self.local, self.peer = c.skc_rcv_saddr.to_bytes_(), c.skc_daddr.to_bytes_()
        self.alive = True
        if self.state == TIME_WAIT:
            tw = self.tw
            self.alive = int(c.skc_refcnt.refs.counter) > 0
            self.fin_wait2 = int(tw.tw_substate) == FIN_WAIT2
            self.pending = bool(tw.tw_timer.entry.pprev)
            self.expires = int(tw.tw_timer.expires)
            self.mark = int(tw.tw_mark)
            self.entry_stamp = member(tw, "tw_entry_stamp")
            self.ts_stamp = int(self.tcp_tw.tw_ts_recent_stamp) & 0xFFFFFFFF
            self.v6_class = self.v6 or int(c.skc_prot) == Socket.TCPV6

    def key(self):
        return (self.address, self.net, self.local, self.peer, self.port, self.peer_port, self.state == TIME_WAIT)

    def is_loopback(self):
        mapped = b"\0" * 10 + b"\xff\xff\x7f"
        return self.ifindex == 1 or any(
            ip == b"\0" * 15 + b"\x01" or ip[:13] == mapped if self.v6 else ip[0] == 127
            for ip in (self.local, self.peer)
        )

    def reuse_in_ms(self, net, clock):
        if self.fin_wait2 or not self.ts_stamp or not net.reuse or (net.reuse == 2 and not self.is_loopback()):
            return "-"
        if self.entry_stamp is not None:
            wait = (int(self.entry_stamp) + int(net.delay_ms) - clock.mono_ms) & 0xFFFFFFFF
            return 0 if wait >= 2**31 else wait + 1
        if clock.mono_s > self.ts_stamp:
            return 0
        return max((self.ts_stamp + 1) * 1000 - clock.mono_ms, 1)

    def row(self, net, clock):
        def end(ip, port):
            text = socket.inet_ntop(socket.AF_INET6 if self.v6 else socket.AF_INET, ip)
            return f"[{text}]:{port}" if self.v6 else f"{text}:{port}"

        left = clock.left_ms(self.expires) if self.pending else "-"
        rearm = PERIOD_MS - left if self.pending and not self.fin_wait2 else "-"
        entry = "-"
        if self.entry_stamp is not None:
            entry = (clock.mono_ms - int(self.entry_stamp)) & 0xFFFFFFFF
            entry = 0 if entry >= 2**31 else entry
        ts_age = max(clock.mono_s - self.ts_stamp, 0) if self.ts_stamp else "-"
        return (
            f"tw {net.inum} {'FIN-WAIT-2' if self.fin_wait2 else 'TIME-WAIT'} {end(self.local, self.port)}"
            f" {end(self.peer, self.peer_port)} {rearm} {entry} {left} {ts_age} {self.reuse_in_ms(net, clock)}"
            f" {self.mark} {self.ifindex} {net.id}"
        )


class Ehash:
    """An established hash: its sockets, and the lengths of its chains."""

    def __init__(self, number, table, owner):
        self.number, self.owner = number, owner
        self.slots = int(table.ehash_mask) + 1
        size = prog.type("struct inet_ehash_bucket").size
        address = int(table.ehash)
        self.sockets, lengths = [], []
        for slot, head in enumerate(Chains(address, self.slots, size, 0).heads):
            chain = [] if head & 1 else chain_of_sockets(address + slot * size)
            lengths.append(len(chain))
            self.sockets += [s for s in chain if s.alive]
        self.lengths = lengths

    def print(self, counts):
        print(
            f"ehash {self.number} net={self.owner.inum if self.owner else '*'} slots={self.slots}"
            f" used={sum(1 for n in self.lengths if n)} tw={counts['tw']} fw2={counts['fw2']} full={counts['full']}"
            f" req={counts['req']} max_chain={max(self.lengths)} chains={chains(self.lengths)} walk_us=-"
        )


def chains(lengths):
    classes = [0] * (min(max(lengths), LONGEST_CHAIN) + 1)
    for n in lengths:
        classes[min(n, LONGEST_CHAIN)] += 1
    return ",".join(map(str, classes))


class Hlist:
    """The elements of a bind hash, and the lengths of its chains."""

    def __init__(self, buckets, count, type_name):
        bucket, element = prog.type("struct inet_bind_hashbucket"), prog.type(type_name)
        at, node_at = offset_of("struct inet_bind_hashbucket", "chain"), offset_of(type_name, "node")
        self.elements, self.lengths = [], []

        def walk():
            chain = []
            (node,) = struct.unpack("Q", prog.read(head, 8))
            while node:
                # Its value, as the element may be gone when it is used.
                chain.append(Object(prog, element, address=node - node_at).read_())
                node = int(chain[-1].node.next)
                if len(chain) > LONGEST:
                    raise FaultError("a chain without an end", node)
            return chain

        for slot, node in enumerate(Chains(int(buckets), count, bucket.size, at).heads):
            head = int(buckets) + slot * bucket.size + at
            chain = agreed(walk, lambda e: (int(e.node.next), int(e.node.pprev), int(e.port))) if node else []
            self.elements += chain
            self.lengths.append(len(chain))

    def print(self, kind, with_chains):
        print(
            f"{kind} 0 slots={len(self.lengths)} used={sum(1 for n in self.lengths if n)}"
            f" buckets={len(self.elements)} max_chain={max(self.lengths)}"
            f"{' chains=' + chains(self.lengths) if with_chains else ''} walk=- walk_us=-"
        )


class Bind:
    """A bind bucket, and its owners in the established hashes and among the listeners."""

    def __init__(self, tb, net):
        self.net, self.port, self.l3mdev = net, int(tb.port), int(tb.l3mdev)
        self.fastreuse, self.fastreuseport = int(tb.fastreuse), int(tb.fastreuseport)
        self.counts = {"tw": 0, "fw2": 0, "full": 0, "listen": 0}
        self.have = {"reuseaddr": set(), "reuseport": set(), "v6only": set(), "listen_reuseport": set()}
        self.shared = False

    def print(self):
        def have(option):
            told = self.have[option]
            return "-" if self.shared or not told else "some" if len(told) > 1 else "all" if True in told else "none"

        def count(kind):
            return "-" if self.shared else self.counts[kind]

        print(
            f"bind {self.net.inum} {self.port} {count('tw')} {count('fw2')} {count('full')} {self.fastreuse}"
            f" {self.fastreuseport} {self.l3mdev} {have('reuseaddr')} {have('reuseport')} {have('v6only')}"
            f" {count('listen')} {have('listen_reuseport')}"
        )


class Snapshot:
    def __init__(self):
        self.clock = Clock()
        hashinfo = prog["tcp_hashinfo"]
        self.nets = [Net(net) for net in for_each_net(prog)]
        self.by_address = {net.address: net for net in self.nets}
        self.read_ehash(hashinfo)
        self.bhash = Hlist(hashinfo.bhash, int(hashinfo.bhash_size), "struct inet_bind_bucket")
        self.bhash2 = Hlist(hashinfo.bhash2, int(hashinfo.bhash_size), "struct inet_bind2_bucket")
        self.read_binds(hashinfo)
        self.count()

    def read_ehash(self, hashinfo):
        tables = {hashinfo.address_: Ehash(0, hashinfo, None)}
        for net in self.nets:
            address = int(net.table)
            if address not in tables:
                tables[address] = Ehash(len(tables), net.table[0], net)
            net.id = tables[address].number
        self.tables = list(tables.values())

    def read_binds(self, hashinfo):
        self.binds = {}
        for tb in self.bhash.elements:
            net = self.by_address.get(int(tb.ib_net.net))
            if net:
                self.binds.setdefault((net.address, int(tb.port)), []).append(Bind(tb, net))
        for buckets in self.binds.values():
            for bind in buckets:
                bind.shared = len(buckets) > 1
        mask = int(hashinfo.lhash2_mask)
        for slot in range(mask + 1):
            for sock in chain_of_sockets(hashinfo.lhash2[slot].nulls_head.address_of_().value_()):
                for bind in self.binds.get((sock.net, sock.port), [])[:1]:
                    bind.counts["listen"] += 1
                    bind.have["listen_reuseport"].add(sock.reuseport)

    def count(self):
        self.totals = [{"tw": 0, "fw2": 0, "full": 0, "req": 0} for _ in self.tables]
        self.v6 = 0
        for table in self.tables:
            for sock in table.sockets:
                kind = "req" if sock.state == NEW_SYN_RECV else "full" if sock.state != TIME_WAIT else None
                kind = kind or ("fw2" if sock.fin_wait2 else "tw")
                self.totals[table.number][kind] += 1
                self.v6 += kind in ("tw", "fw2") and sock.v6_class
                net = self.by_address.get(sock.net)
                if not net:
                    continue
                net.counts[kind] += 1
                if kind in ("tw", "fw2") and sock.pending and self.clock.left_ms(sock.expires) < 0:
                    net.counts["overdue"] += 1
                if kind != "req":
                    self.count_owner(sock, kind)

    def count_owner(self, sock, kind):
        for bind in self.binds.get((sock.net, sock.port), [])[:1]:
            bind.counts[kind] += 1
            bind.have["reuseaddr"].add(sock.reuseaddr)
            bind.have["reuseport"].add(sock.reuseport)
            if sock.v6:
                bind.have["v6only"].add(sock.v6only)

    def slabs(self):
        """The caches with the number of their objects that are live."""
        minis = sum(t["tw"] + t["fw2"] for t in self.totals)
        hashinfo = prog["tcp_hashinfo"]
        return (
            ("tw_sock_TCP", prog["tcp_prot"].twsk_prot.twsk_slab, minis - self.v6),
            ("tw_sock_TCPv6", prog["tcpv6_prot"].twsk_prot.twsk_slab, self.v6),
            ("tcp_bind_bucket", hashinfo.bind_bucket_cachep, len(self.bhash.elements)),
            ("tcp_bind2_bucket", hashinfo.bind2_bucket_cachep, len(self.bhash2.elements)),
        )

    def print(self):
        clock, init = self.clock, prog["init_net"]
        release = prog["init_uts_ns"].name.release.string_().decode()
        cpus = sum(1 for _ in for_each_online_cpu(prog))
        stamped = "yes" if prog.type("struct inet_timewait_sock").has_member("tw_entry_stamp") else "no"
        print(
            f"twinfo {FORMAT} version=- kernel={release} hz={clock.hz} cpus={cpus} now_ms={clock.mono_ms}"
            f" date_s={clock.date_s} netns={int(init.ns.inum)} scope=all entry_stamp={stamped}"
            f" source={'drgn' if LIVE else 'vmcore'}"
        )
        for net in self.nets:
            net.print(clock.hz)
        for net in self.nets:
            print(f"sum {net.inum} " + " ".join(f"{k}={v}" for k, v in net.counts.items()))
        for table in self.tables:
            table.print(self.totals[table.number])
        self.bhash.print("bhash", True)
        self.bhash2.print("bhash2", False)
        for name, cache, live in self.slabs():
            print_slab(name, cache, live)
        self.print_rows()

    def print_rows(self):
        rows = {"tw": 0, "fw2": 0}
        print("# tw net state local peer rearm_age_ms entry_age_ms left_ms ts_age_s reuse_in_ms mark ifindex table")
        for table in self.tables:
            for sock in table.sockets:
                net = self.by_address.get(sock.net)
                if net and sock.state == TIME_WAIT:
                    rows["fw2" if sock.fin_wait2 else "tw"] += 1
                    print(sock.row(net, self.clock))
        print(
            "# bind net port tw fw2 full fastreuse fastreuseport l3mdev reuseaddr reuseport v6only listen"
            " listen_reuseport"
        )
        binds = [bind for buckets in self.binds.values() for bind in buckets]
        ranks = {net.address: rank for rank, net in enumerate(self.nets)}
        for bind in sorted(binds, key=lambda b: (ranks[b.net.address], b.port, b.l3mdev)):
            bind.print()
        print(
            f"end tw={rows['tw']} fw2={rows['fw2']} bind={len(binds)} restarts=- locked=- gone=-"
            f" now_ms={self.clock.mono_ms} walk_us=-"
        )


def print_slab(name, cache, live):
    if not cache:
        return
    order_and_objects = int(cache.oo.x)  # mm/slub.c: oo_order(), oo_objects()
    order, per_slab = order_and_objects >> 16, order_and_objects & 0xFFFF
    slabs = sum(int(node.nr_slabs.counter) for node in slab_nodes(cache))
    print(
        f"slab {name} cache={cache.kobj.name.string_().decode()} aliases={max(int(cache.refcount) - 1, 0)} live={live}"
        f" obj_bytes={int(cache.object_size)} slot_bytes={int(cache.size)} per_slab={per_slab} order={order}"
        f" total={slabs * per_slab} slabs={slabs} bytes={slabs * (int(prog['PAGE_SIZE']) << order)}"
    )


def slab_nodes(cache):
    """The kmem_cache_node of each memory node. The array has a place for each that there could be."""
    places = member(cache, "per_node", "node")
    nodes = [places[i] for i in range(int(prog["nr_node_ids"]))]
    nodes = nodes if hasattr(cache, "node") else [place.node for place in nodes]
    return [node for node in nodes if node]


def main():
    try:
        Socket.TYPE = prog.type("struct tcp_timewait_sock")
        Socket.NODE = offset_of("struct sock_common", "skc_nulls_node")
        Socket.TCPV6 = prog["tcpv6_prot"].address_
    except LookupError:
        fail(
            "no debug symbols of this kernel; on Debian, install linux-image-RELEASE-dbg,"
            " or name them: drgn -s vmlinux"
        )
    try:
        # Nothing is printed of a snapshot that cannot be read to its end.
        whole = io.StringIO()
        with contextlib.redirect_stdout(whole):
            Snapshot().print()
        sys.stdout.write(whole.getvalue())
        sys.stdout.flush()
    except FaultError as error:
        fail(f"the memory at {error.address:#x} cannot be read; is the dump cut, or of another kernel than the symbols?")
    except (AttributeError, LookupError) as error:
        fail(f"this kernel has not what was looked for: {str(error).splitlines()[0]}; 6.1 to 7.3 are known")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(5)


main()
