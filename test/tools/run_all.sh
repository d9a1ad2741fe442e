#!/usr/bin/env bash
# run_all.sh BUILD PYTHON: every test of the project against one build folder. All runners run even if
# an early one fails; the exit status is 1 if any failed. pytest and the random programs come last.
set -uo pipefail
cd "$(dirname "$0")/../.."
build=$1 python=$2
failed=()

run() {
  local name=$1
  shift
  echo "krait: test: $name"
  "$@" || failed+=("$name")
}

# Python itself is not instrumented, so a sanitizer's run-time library must be in the process before it, and
# the C++ library with it: the sanitizer looks there for the throw functions it wraps.
preload_for() {
  local kind
  case $(grep -s '^KRAIT_SANITIZE:' "$1/CMakeCache.txt") in
    *address*) kind=asan ;;
    *thread*) kind=tsan ;;
    *) return ;;
  esac
  echo "$(clang-19 -print-file-name=libclang_rt."$kind"-x86_64.so) $(clang-19 -print-file-name=libstdc++.so)"
}

# A sanitizer's report goes to the file descriptor, so pytest must not capture that.
run_pytest() {
  local preload
  preload=$(preload_for "$build")
  env ${preload:+LD_PRELOAD="$preload" ASAN_OPTIONS=detect_leaks=0} PYTHONPATH="$PWD/$build/python:$PWD/$build/test_modules" \
    "$python" -m pytest ${preload:+--capture=sys} test/python
}

# A range of seeds without a known difference; of others one in thousands may still have one (fuzz/README.md). A sanitizer makes programs
# ten times as slow.
run_programs() {
  local preload count=500
  preload=$(preload_for "$build")
  [[ -n $preload ]] && count=100
  env ${preload:+LD_PRELOAD="$preload" ASAN_OPTIONS=detect_leaks=0} PYTHONPATH="$PWD/$build/python" "$python" test/fuzz/run.py --seed 70500 --count $count --jobs "$(nproc)"
}

run "include rules" "$python" test/tools/check_includes.py
if [[ -x $build/krait_unit ]]; then
  run "krait_unit" "$build/krait_unit" --gtest_brief=1
fi
if [[ -n $(find test/{ir,frontend,infer,codegen} -name '*.kir' -o -name '*.test' 2>/dev/null) ]]; then
  run "lit" "$(dirname "$python")/lit" -sv --param build="$PWD/$build" --param preload="$(preload_for "$build")" test
fi
run "pytest" run_pytest
run "random programs" run_programs

if ((${#failed[@]})); then
  printf 'krait: FAILED: %s\n' "${failed[@]}"
  exit 1
fi
