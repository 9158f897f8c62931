"""Files that are complete or absent: when a write is cut short, the old file stays.

The text goes to a temporary file in the same folder, which then takes the name in one step. It
keeps the permissions of the file that it replaces; a new file gets those that the umask leaves. A
symbolic link stays a link to the new file.
"""

import errno
import os
import re
import socket
import stat
import time
import uuid
import zlib
from pathlib import Path

import psutil

HOST = f"{zlib.crc32(socket.gethostname().encode()):08x}"
LEFT = re.compile(r"^\.ot4j-([0-9a-f]{8})-(\d+)-[0-9a-f]{6}\.tmp$")
A_DAY = 24 * 3600


class CannotWrite(OSError):
    """A file could not be written; the old one is unchanged."""

    def __init__(self, path, cause):
        self.path = Path(path)
        super().__init__(f"cannot write {path}: {why(cause)}")


def why(cause):
    if cause.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
        return "the disk is full"
    if cause.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "no write permission"
    return cause.strerror or str(cause)


def write(path, text):
    """Writes text as UTF-8; line ends stay as they are."""
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path, data):
    try:
        target = Path(os.path.realpath(path))
        old = status(target)
        if old and not stat.S_ISREG(old.st_mode):
            target.write_bytes(data)  # a device or a pipe has nothing to lose
            return
        if old and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        replace(target, old, data)
    except OSError as problem:
        raise CannotWrite(path, problem) from problem


def log(path):
    """Opens a log, which grows in place, since it is read meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    return open(path, "wb")


def status(path):
    try:
        return os.stat(path)
    except FileNotFoundError:
        return None


def replace(target, old, data):
    sweep(target.parent)
    fresh = target.parent / f".ot4j-{HOST}-{os.getpid()}-{uuid.uuid4().hex[:6]}.tmp"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(fresh, flags, 0o666)
    try:
        with open(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if old:
            keep(fresh, old)
        os.replace(fresh, target)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    sync(target.parent)


def keep(fresh, old):
    """Keeps owner and permissions of the old file, as far as this user may set them."""
    if hasattr(os, "chown") and (os.geteuid() != old.st_uid or os.getegid() != old.st_gid):
        try:
            os.chown(fresh, old.st_uid, old.st_gid)
        except OSError:
            pass
    os.chmod(fresh, stat.S_IMODE(old.st_mode))


def sync(folder):
    """Makes the new name survive a power cut, where folders can be synced."""
    if os.name == "nt":
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError:
        pass


def sweep(folder):
    """Removes what killed processes left of earlier writes."""
    try:
        for name in os.listdir(folder):
            match = LEFT.search(name)
            if match and is_left(folder / name, match):
                os.unlink(folder / name)
    except OSError:
        pass  # a folder that may not be listed, a file that another sweep took


def is_left(file, match):
    host, process = match[1], int(match[2])
    if host == HOST and not psutil.pid_exists(process):
        return True
    return time.time() - file.stat().st_mtime > A_DAY
