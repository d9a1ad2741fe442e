"""What is said where code that was built ahead of time cannot be used. Loaded only then: the manifest is read by nobody else."""

import os


def refuse(dispatcher, manifest_path, signature, problem):
    """Raise NotBuiltError for a signature of a function in a built module.

    signature: its text as it was declared, or the types of a call. problem: what is wrong with its code; empty where there is
    none.
    """
    from krait.errors import NotBuiltError

    manifest = read_manifest(manifest_path)
    reason = problem or _missing(dispatcher, manifest, os.path.dirname(manifest_path), signature)
    name = dispatcher.py_func.__qualname__
    raise NotBuiltError(f"{name}(): there is no code for {signature}: {reason}\n{_way_round(manifest)}")


def read_manifest(path):
    """The manifest of a built module; empty where it can't be read."""
    import json

    try:
        with open(path, encoding="utf-8") as file:
            manifest = json.load(file)
    except (OSError, ValueError):
        return {}
    return manifest if isinstance(manifest, dict) else {}


def _missing(dispatcher, manifest, folder, signature):
    """Why no file has the name of this function and signature."""
    from krait import _dispatch

    if not manifest:
        return f"the manifest in {folder} can't be read"
    if manifest["runtime"] != _dispatch.runtime_abi():
        return f"it was built for krait {manifest['runtime']}, this is krait {_dispatch.runtime_abi()}"
    known = [each for each in manifest["functions"] if each["name"] == dispatcher.py_func.__qualname__]
    if not known:
        return "the function declared no signature when the module was built; give it one: @jit(\"...\")"
    files = [each for function in known for each in function["signatures"] if each["signature"] == signature]
    if not files:
        built = "".join(f"\n  {each['signature']}" for function in known for each in function["signatures"])
        return f"this signature was not built; these were:{built}"
    return _unusable(manifest, folder, files)


def _unusable(manifest, folder, rows):
    wanted = _levels()
    if not set(wanted) & set(manifest["cpus"]):
        return f"it was built for {', '.join(manifest['cpus'])}, this processor takes {', '.join(wanted)}"
    names = [name for row in rows for cpu, name in row["files"].items() if cpu in wanted]
    if lost := [name for name in names if not os.path.exists(os.path.join(folder, name))]:
        return f"{os.path.join(folder, lost[0])} is missing"
    return "its source, its defaults, its options or the name of its module are not those that were built"


def _levels():
    """Levels of processors whose code may run now."""
    from krait import _dispatch

    chosen = os.environ.get("KRAIT_CPU_NAME")
    runnable = [name for name, runs in _dispatch.cpu_variants().items() if runs]
    return [chosen] if chosen in runnable else runnable


def _way_round(manifest):
    from krait import _dispatch

    text = f"build it again: krait build {manifest.get('source', 'MODULE.py')} -o DIR"
    if not any(name.startswith("_compiler.") for name in os.listdir(os.path.dirname(_dispatch.__file__))):
        return text
    return text + "; with KRAIT_COMPILE_BUILT=1 it is compiled when it is called"
