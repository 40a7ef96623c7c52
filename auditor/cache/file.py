"""The file of the cache: a SQLite database that threads and processes share, and that never raises.

A file that is damaged or of another version is set aside as `*.damaged`, and a new one begun. Processes open it one at a
time, so that none sets aside what another has just begun.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import TypeAlias, TypeVar

from auditor.wire import Reply

T = TypeVar("T")
_Identity: TypeAlias = tuple[int, int]
"""Device and number of a file: what it keeps when it is renamed."""

KEPT_FOR = timedelta(days=30)
"""An older answer is not kept."""
LARGEST = 200_000_000
"""Bytes of the file; beyond that the oldest answers go."""
PATIENCE = 10.0
"""Seconds that another process may keep us from the file."""

_VERSION = 1
_SCHEMA = (
    "CREATE TABLE answers (key TEXT PRIMARY KEY, received_at INTEGER, status INTEGER, checksum INTEGER, text BLOB)",
    "CREATE INDEX answers_by_age ON answers (received_at)",
)
_TROUBLE = (sqlite3.Error, UnicodeDecodeError)  # the latter: SQLite quotes what is damaged, and that is no UTF-8
_DAMAGE = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_ERROR,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_READONLY,  # what a header may say, even where the file can be written to
}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_AHEAD = timedelta(days=1)  # a clock that is a little behind another process's does not delete that one's answers


class _ForeignError(sqlite3.DatabaseError):
    """A database that is not ours, or of a version that is not known."""


class File:
    """Replies by key, for all threads. Once the file makes trouble it is left alone, and nothing is found or kept.

    Args:
        path: the file; made, with its folder, if it is not there.
        now: the time, to prune by.
        largest: bytes that it may have when it is opened and closed.
        patience: seconds to wait for other processes.
    """

    def __init__(self, path: Path, now: datetime, largest: int, patience: float) -> None:
        self.trouble = ""
        self._path, self._largest, self._patience = path, largest, patience
        self._lock = Lock()
        self._db: sqlite3.Connection | None = None
        self._identity: _Identity | None = None
        self._reopened = False
        self._open()
        self._do(lambda db: _prune(db, now, largest))

    @property
    def is_open(self) -> bool:
        """Whether replies are found and kept."""
        return self._db is not None

    def get(self, key: str) -> Reply | None:
        """The reply as it was put; None if there is none, or something else than what was put."""
        sql = "SELECT received_at, status, checksum, text FROM answers WHERE key = ?"
        match self._do(lambda db: db.execute(sql, (key,)).fetchone()):
            case (int(received_at), int(status), int(checksum), bytes(text)):
                if checksum == _checksum(key, received_at, status, text):
                    return Reply(status, text.decode("utf-8"), _EPOCH + received_at * _MICROSECOND)
        return None

    def put(self, key: str, reply: Reply) -> None:
        """Keep a reply, in place of an earlier one. One with half characters in it, which are no UTF-8, is not kept."""
        try:
            text = reply.text.encode("utf-8")
        except UnicodeEncodeError:
            return
        received_at = _number(reply.received_at)
        row = (key, received_at, reply.status, _checksum(key, received_at, reply.status, text), text)
        self._do(lambda db: db.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)", row))

    def close(self, now: datetime) -> None:
        """Prune and close."""
        self._do(lambda db: _prune(db, now, self._largest))
        with self._lock:
            self._let_go()

    def _do(self, work: Callable[[sqlite3.Connection], T]) -> T | None:
        """What `work` returns, or None; done again if the file was damaged and could be begun anew."""
        with self._lock:
            while self._db is not None:
                try:
                    return work(self._db)
                except _TROUBLE as error:
                    self._let_go()
                    if _is_damage(error) and not self._reopened:
                        self._reopened = True  # once in a run: a disk that goes on like this is left alone
                        self._open(broken=self._identity)
                    else:
                        self._give_up("it is damaged again" if _is_damage(error) else str(error))
        return None

    def _open(self, broken: _Identity | None = None) -> None:
        try:
            self._db, self._identity, anew = _opened(self._path, broken, self._patience)
        except (OSError, *_TROUBLE) as error:
            self._give_up(getattr(error, "strerror", None) or str(error))
        else:
            if anew:
                aside = _aside(self._path).name
                self.trouble = f"the cache {self._path} could not be read: it is now {aside}, and a new one was begun"

    def _let_go(self) -> None:
        db, self._db = self._db, None
        if db is not None:
            with suppress(sqlite3.Error):
                db.close()

    def _give_up(self, why: str) -> None:
        self.trouble = f"the cache {self._path} is not used: {why}"


def _checksum(key: str, received_at: int, status: int, text: bytes) -> int:
    return zlib.crc32(text, zlib.crc32(f"{key} {received_at} {status}".encode()))


def _number(when: datetime) -> int:
    return (when - _EPOCH) // _MICROSECOND


# --- opening ------------------------------------------------------------------------------------------------------------


def _opened(path: Path, broken: _Identity | None, patience: float) -> tuple[sqlite3.Connection, _Identity, bool]:
    """The database, the file that it is, and whether another was set aside for it.

    Args:
        path: the file.
        broken: the file that was found to be damaged: set aside, unless another process has done so.
        patience: seconds to wait for other processes.

    Raises:
        OSError, sqlite3.Error: it cannot be used.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = path.with_name(f"{path.name}.lock")
    _make_private(lock)
    if lock.stat().st_size:  # nobody ever writes to it
        os.truncate(lock, 0)
    with closing(_connected(lock, patience)) as turn:
        turn.execute("BEGIN EXCLUSIVE")  # an empty database is a lock on every system, and ends with its process
        if broken is None or not path.exists() or _identity(path) != broken:
            try:
                return _begun(path, patience), _identity(path), False
            except _TROUBLE as error:
                if not _is_damage(error):
                    raise
        _set_aside(path)
        return _begun(path, patience), _identity(path), True


def _begun(path: Path, patience: float) -> sqlite3.Connection:
    _make_private(path)
    with ExitStack() as undo:
        db = _connected(path, patience)
        undo.callback(db.close)
        version = db.execute("PRAGMA user_version").fetchone()[0]
        schema = tuple(sql for (sql,) in db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))
        if schema != tuple(sql.encode() for sql in _SCHEMA) or version != _VERSION:
            if schema or version:
                raise _ForeignError("not a cache of this version")
            db.execute("PRAGMA auto_vacuum = INCREMENTAL")  # before the first table, or it does nothing
        db.execute("PRAGMA journal_mode = WAL")
        # What a process has written outlives it; what a power cut spoils is told by its checksum or by SQLite.
        db.execute("PRAGMA synchronous = OFF")
        if not schema:
            db.executescript(f"BEGIN; {'; '.join(_SCHEMA)}; PRAGMA user_version = {_VERSION}; COMMIT")
        undo.pop_all()
        return db


def _connected(path: Path, patience: float) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
    db.text_factory = bytes  # nothing in a file is text before its checksum has been looked at
    return db


def _make_private(path: Path) -> None:
    """Make the file, or take it from others' eyes. An existing one is never opened: closing it would undo SQLite's locks."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        if path.is_file() and path.stat().st_mode & 0o077:
            path.chmod(0o600)


def _identity(path: Path) -> _Identity:
    found = path.stat()
    return found.st_dev, found.st_ino


def _aside(path: Path) -> Path:
    return path.with_name(f"{path.name}.damaged")


def _set_aside(path: Path) -> None:
    """Rename the file and what belongs to it, in place of what was set aside before. Who has it open may go on."""
    for suffix in ("-wal", "-shm", ""):
        source, target = Path(f"{path}{suffix}"), Path(f"{_aside(path)}{suffix}")
        if source.exists():
            source.replace(target)
        else:
            target.unlink(missing_ok=True)


def _is_damage(error: sqlite3.Error | UnicodeDecodeError) -> bool:
    return (
        isinstance(error, _ForeignError | UnicodeDecodeError) or getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE
    )


# --- pruning ------------------------------------------------------------------------------------------------------------


def _prune(db: sqlite3.Connection, now: datetime, largest: int) -> None:
    """Delete what is too old or from a time to come; then the oldest, a twentieth at a time, while there is too much."""
    window = (_number(now - KEPT_FOR), _number(now + _AHEAD))
    pruned = db.execute("DELETE FROM answers WHERE received_at < ? OR received_at > ?", window).rowcount
    oldest = "SELECT rowid FROM answers ORDER BY received_at LIMIT 1 + (SELECT count(*) / 20 FROM answers)"
    while _size(db) > largest:
        gone = db.execute(f"DELETE FROM answers WHERE rowid IN ({oldest})").rowcount  # noqa: S608 - our own words
        if not gone:
            break
        pruned += gone
    if pruned:
        db.executescript("PRAGMA incremental_vacuum")  # `execute` would give back one page only


def _size(db: sqlite3.Connection) -> int:
    """Bytes in use."""
    pages, free, size = (
        db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
    )
    used: int = (pages - free) * size
    return used
