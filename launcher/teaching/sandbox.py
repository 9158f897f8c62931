"""Shuts a program in, where Linux lets us: a kernel that runs what strangers have written.

It has a network of its own without a way out, processes of its own, and a view of the files in which all
is read-only but its own folder, and in which the user's home and the lab are empty but for what it needs.
Sizes of memory and of files are limited, and no right can be won back. Asks for nothing but Linux 5.12
and namespaces; a user who is not root needs those of users, which some systems and most containers forbid.
"""

import ctypes
import fcntl
import json
import os
import signal
import socket
import struct
import subprocess
import sys
from pathlib import Path

NEW_USER, NEW_MOUNTS, NEW_IPC, NEW_PROCESSES, NEW_NETWORK = 0x10000000, 0x20000, 0x8000000, 0x20000000, 0x40000000
BIND, RECURSIVE, PRIVATE, NO_SUID, NO_DEVICES = 4096, 16384, 1 << 18, 2, 4
MOUNT_SETATTR, AT_RECURSIVE, AT_HERE, READ_ONLY = 442, 0x8000, -100, 1
DEATH_SIGNAL, DROP_BOUND, NO_NEW_RIGHTS = 1, 24, 38
PLACE = Path("/tmp/lab")  # where the shut-in program works; the same for all, so that messages are the same
MOST_BYTES_A_FILE = 64 << 20


class NotHere(OSError):
    """Why this system cannot shut a program in."""


def libc():
    return ctypes.CDLL(None, use_errno=True)


def call(name, *arguments):
    if getattr(libc(), name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise NotHere(number, f"{name}: {os.strerror(number)}")


def leave(flags):
    """Leaves namespaces for new ones; without the rights, as the master of a new one of users."""
    user, group = os.geteuid(), os.getegid()
    try:
        call("unshare", flags)
    except NotHere:
        call("unshare", flags | NEW_USER)
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")


def leave_network():
    """From here on this process and its children have only each other to talk to."""
    leave(NEW_NETWORK)
    with socket.socket() as any_socket:  # loopback is there, and has to be switched on
        request = struct.pack("16sH14x", b"lo", 1)
        fcntl.ioctl(any_socket, 0x8914, request)


def mount(source, target, kind, flags, data=None):
    encode = lambda text: None if text is None else str(text).encode()
    call("mount", encode(source), encode(target), encode(kind), flags, encode(data))


def read_only(folder):
    attributes = struct.pack("QQQQ", READ_ONLY, 0, 0, 0)
    if libc().syscall(MOUNT_SETATTR, AT_HERE, str(folder).encode(), AT_RECURSIVE, attributes, len(attributes)) != 0:
        number = ctypes.get_errno()
        raise NotHere(number, f"mount_setattr: {os.strerror(number)}")


def arrange_files(work, shown, hidden):
    """work becomes PLACE; of what is hidden, only what is shown is seen."""
    mount(None, "/", None, RECURSIVE | PRIVATE)
    # Of a file that lies below a hidden folder, a descriptor is the only way back.
    back = {Path(folder): os.open(folder, os.O_PATH) for folder in [*shown, work]}
    for folder in [*hidden, "/tmp", "/var/tmp", "/dev/shm"]:
        if os.path.isdir(folder):
            mount("none", folder, "tmpfs", NO_SUID | NO_DEVICES, "size=256m,mode=1777")
    for folder, descriptor in back.items():
        place = PLACE if folder == Path(work) else folder
        inside = any(place.is_relative_to(each) for each in [*hidden, "/tmp", "/var/tmp"])
        if inside:
            place.mkdir(parents=True, exist_ok=True)
            mount(f"/proc/self/fd/{descriptor}", place, None, BIND | RECURSIVE)
        os.close(descriptor)
    for folder in hidden:  # again, for what lies in a shown folder
        if os.path.isdir(folder) and not any(Path(each).is_relative_to(folder) for each in shown):
            mount("none", folder, "tmpfs", NO_SUID | NO_DEVICES, "size=1m")
    read_only("/")
    for folder in [PLACE, "/tmp", "/var/tmp", "/dev/shm"]:
        writable(folder)


def writable(folder):
    attributes = struct.pack("QQQQ", 0, READ_ONLY, 0, 0)
    if os.path.isdir(folder):
        libc().syscall(MOUNT_SETATTR, AT_HERE, str(folder).encode(), 0, attributes, len(attributes))


def limit(kind, most):
    import resource

    resource.setrlimit(kind, (most, most))


def give_up_rights():
    number = 0
    while libc().prctl(DROP_BOUND, number, 0, 0, 0) == 0:
        number += 1
    call("prctl", NO_NEW_RIGHTS, 1, 0, 0, 0)


def die_with_parent():
    libc().prctl(DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)


def run(program, work, shown, hidden, memory):
    """Runs a program shut in, in the folder work; returns its exit code. memory is in MB."""
    import resource

    die_with_parent()
    leave(NEW_MOUNTS | NEW_IPC | NEW_PROCESSES)
    first = os.fork()
    if first:
        return os.waitstatus_to_exitcode(os.waitpid(first, 0)[1])
    # The first process of its world: where it ends, all end.
    die_with_parent()
    arrange_files(work, shown, hidden)
    mount("proc", "/proc", "proc", NO_SUID | NO_DEVICES)
    child = os.fork()
    if not child:
        os.chdir(PLACE)
        limit(resource.RLIMIT_DATA, memory << 20)
        limit(resource.RLIMIT_FSIZE, MOST_BYTES_A_FILE)
        limit(resource.RLIMIT_CORE, 0)
        give_up_rights()
        environment = {**os.environ, "HOME": str(PLACE), "TMPDIR": "/tmp"}
        environment.pop("JPY_PARENT_PID", None)  # which means another process here
        os.execvpe(program[0], program, environment)
    while True:
        ended, status = os.wait()
        if ended == child:
            os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def why_not():
    """Why a program cannot be shut in here, or None where it can."""
    if not sys.platform.startswith("linux"):
        return "it needs Linux"
    settings = {"program": ["true"], "work": os.getcwd(), "shown": [], "hidden": [], "memory": 1024}
    probe = subprocess.run(
        [sys.executable, __file__, json.dumps(settings), "--network"], capture_output=True, text=True, cwd="/"
    )
    return None if probe.returncode == 0 else (probe.stderr.strip().splitlines() or ["it failed"])[-1]


if __name__ == "__main__":
    try:
        if sys.argv[2:] == ["--network"]:
            leave_network()
        sys.exit(run(**json.loads(sys.argv[1])))
    except OSError as problem:
        print(problem, file=sys.stderr)
        sys.exit(71)
