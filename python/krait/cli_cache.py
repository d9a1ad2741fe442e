"""`krait cache`: what lies in the cache of machine code on disk, and emptying it."""

import os
import time


def run(arguments):
    """Run one of info, list, clear and verify; the exit status (1 where verify found a file that is not sound)."""
    folder, limit = settings()
    if not folder:
        print("krait cache: switched off (KRAIT_CACHE_SIZE=0, or no home folder)")
        return 0
    return {"info": _info, "list": _list, "clear": _clear, "verify": _verify}[arguments.action](folder, limit)


def settings():
    """(folder, limit in bytes); the folder is empty where nothing is kept on disk."""
    from krait import _dispatch

    return _dispatch.cache_settings()


def describe():
    """One line for `krait info`."""
    folder, limit = settings()
    if not folder:
        return "none (every process compiles anew)"
    files = _entries(folder)
    return f"{folder} ({_count(files)}, {_megabytes(files)} of {limit >> 20} MB)"


def _entries(folder):
    """The entries' files as os.DirEntry, least recently used first."""
    if not os.path.isdir(folder):
        return []
    with os.scandir(folder) as found:
        files = [each for each in found if each.name.endswith(".krait") and each.is_file(follow_symlinks=False)]
    return sorted(files, key=lambda each: each.stat().st_mtime)


def _title(file):
    """What an entry is of, "module.function(types)"; None for a file that is not sound."""
    from krait import _dispatch

    with open(file, "rb") as opened:
        return _dispatch.cache_title(os.path.basename(file), opened.read())


def _info(folder, limit):
    files = _entries(folder)
    print(f"folder   {folder}\nentries  {len(files)}\nsize     {_megabytes(files)} MB of {limit >> 20} MB")
    if files:
        print(f"oldest   {_when(files[0])}\nnewest   {_when(files[-1])}")
    return 0


def _list(folder, limit):
    for file in _entries(folder):
        print(f"{_when(file)}  {file.stat().st_size:>8}  {_title(file.path) or 'not sound: ' + file.name}")
    return 0


def _clear(folder, limit):
    removed = 0
    for name in os.listdir(folder) if os.path.isdir(folder) else ():
        if name.endswith((".krait", ".writing")):
            os.unlink(os.path.join(folder, name))
            removed += 1
    print(f"krait cache: removed {removed} file{'' if removed == 1 else 's'} from {folder}")
    return 0


def _verify(folder, limit):
    files = _entries(folder)
    unsound = [file for file in files if _title(file.path) is None]
    for file in unsound:
        print(f"krait cache: not sound, will be replaced when it is needed: {file.path}")
    print(f"krait cache: {len(files) - len(unsound)} of {_count(files)} sound")
    return 1 if unsound else 0


def _count(files):
    return f"{len(files)} entr{'y' if len(files) == 1 else 'ies'}"


def _megabytes(files):
    return f"{sum(file.stat().st_size for file in files) / 2**20:.1f}"


def _when(file):
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(file.stat().st_mtime))
