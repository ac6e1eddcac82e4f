"""What a file must be to be kept, and its way into the storage and out of it."""

from __future__ import annotations

import logging
import re
from datetime import datetime, timedelta
from pathlib import PurePosixPath

import filetype
from django.core.files import File
from django.core.files.storage import storages
from django.utils.crypto import get_random_string
from PIL import Image

from .errors import FileIsBroken, FileIsEmpty, FileKindRefused, FileNotKept, FileTooLarge
from .file_models import CaseFile

LARGEST = 10 * 2**20
WAITS_FOR = timedelta(hours=4)  # a form that is not sent by then has been given up
# Written, but its transaction has perhaps not been committed yet.
MAY_BE_NEW = timedelta(hours=1)
LONGEST_NAME = 100
FIRST_BYTES = 8192  # filetype looks no further
# HEIC is known by its beginning alone: to look further would hand a stranger's bytes to one more decoder.
PICTURES = {CaseFile.Kind.JPEG: "JPEG", CaseFile.Kind.PNG: "PNG", CaseFile.Kind.WEBP: "WEBP"}

log = logging.getLogger(__name__)


def kind_of(file: File) -> CaseFile.Kind:
    """What the content is, whatever its name says; raises what is wrong with it."""
    if not file.size:
        raise FileIsEmpty
    if file.size > LARGEST:
        raise FileTooLarge
    file.seek(0)
    found = filetype.guess(file.read(FIRST_BYTES))
    if found is None or found.extension not in CaseFile.Kind.values:
        raise FileKindRefused
    kind = CaseFile.Kind(found.extension)
    if kind in PICTURES:
        _is_whole(file, PICTURES[kind])
    return kind


def _is_whole(file: File, wanted: str) -> None:
    file.seek(0)
    try:
        with Image.open(file, formats=[wanted]) as picture:
            picture.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as fault:
        raise FileIsBroken from fault


def name_of(typed: str, kind: CaseFile.Kind) -> str:
    """The name as it may be shown and saved: no folders, no control characters, and the ending of what it is."""
    last = re.split(r"[\\/]", typed)[-1]
    plain = "".join(letter for letter in last if letter.isprintable() and letter not in '<>:"|?*').strip(" .")
    known = {".jpeg"} if kind == CaseFile.Kind.JPEG else {".heif"} if kind == CaseFile.Kind.HEIC else set()
    path = PurePosixPath(plain or "datei")
    if path.suffix.lower() not in {f".{kind}", *known}:
        path = PurePosixPath(f"{path}.{kind}")
    return f"{path.stem[:LONGEST_NAME]}{path.suffix}"


def store(file: File) -> str:
    """Write the content under a random name; a storage that refuses leaves nothing of it behind."""
    storage = storages["case_files"]
    name = get_random_string(32).lower()
    stored = f"{name[:2]}/{name}"
    file.seek(0)
    try:
        return storage.save(stored, file)
    except OSError as fault:
        log.error("A file at a case could not be written: %s", type(fault).__name__)
        discard(stored)
        raise FileNotKept from fault


def discard(stored: str) -> None:
    """Take the content out of the storage; what cannot be taken out now goes with ``remove_lost``."""
    try:
        storages["case_files"].delete(stored)
    except OSError as fault:
        log.warning("A file at a case could not be removed: %s", type(fault).__name__)


def stored_names() -> list[str]:
    """Everything that lies in the storage."""
    storage = storages["case_files"]
    try:
        folders, _files = storage.listdir("")
    except FileNotFoundError:
        return []
    return [f"{folder}/{name}" for folder in folders for name in storage.listdir(folder)[1]]


def remove_lost(now: datetime) -> int:
    """Remove forms' files that were never sent, and whatever lies there without a row; returns how many."""
    CaseFile.objects.waiting().filter(added_at__lt=now - WAITS_FOR).delete()
    storage, known = storages["case_files"], set(CaseFile.objects.values_list("stored", flat=True))
    lost = [name for name in stored_names() if name not in known]
    old = [name for name in lost if storage.get_modified_time(name) < now - MAY_BE_NEW]
    for name in old:
        discard(name)
    return len(old)
