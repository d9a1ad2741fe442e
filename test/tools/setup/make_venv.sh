#!/usr/bin/env bash
# make_venv.sh VENV REQUIREMENTS PACKAGE_PATH: a virtual environment of Python 3.11 with the requirements
# installed, in which `import krait` finds the package built in PACKAGE_PATH (relative to this directory).
set -euo pipefail
venv=$1 requirements=$2 package_path=$3

# A usable interpreter is of the right version and has the headers to build an extension module.
is_usable() {
  "$1" -c '
import ensurepip, os, sys, sysconfig
headers = os.path.join(sysconfig.get_path("include"), "Python.h")
sys.exit(sys.version_info[:2] != (3, 11) or not os.path.exists(headers))' >/dev/null 2>&1
}

find_python() {
  local candidate
  for candidate in "${KRAIT_PYTHON:-}" python3.11 python3 /usr/bin/python3.11 /usr/bin/python3; do
    if [[ -n "$candidate" ]] && is_usable "$candidate"; then
      echo "$candidate"
      return
    fi
  done
  echo "krait: no Python 3.11 with its headers and venv was found; set KRAIT_PYTHON to one" >&2
  return 1
}

if ! is_usable "$venv/bin/python"; then
  python=$(find_python)
  echo "krait: creating $venv with $($python --version)"
  "$python" -m venv --clear "$venv"
fi
echo "krait: installing Python packages into $venv: $(tr '\n' ' ' <"$requirements")"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$requirements"
site=$("$venv/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
echo "$PWD/$package_path" >"$site/krait-build.pth"
