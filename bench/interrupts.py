"""python bench/interrupts.py [NAME]: Ctrl-C in every kernel of the suite, at its largest size.

One child process runs each kernel over and over; it gets a SIGINT in the middle, and what counts is the time from the
signal to KeyboardInterrupt. The program ends with 1 where that is more than 100 ms.
"""

import json
import signal
import subprocess
import sys
import time

import kernels
from environment import variables

MOST_SECONDS = 0.1
RUNNING_SECONDS = 0.15


def run_until_interrupted(kernel):
    """In the child: (seconds of one call, clock at KeyboardInterrupt)."""
    import contenders
    from kernel import fresh

    arguments = fresh(kernel.arguments(kernel.sizes[-1]))
    call = contenders.krait(kernel)(arguments, None)
    call.once()
    start = time.monotonic()
    call.once()
    taken = time.monotonic() - start
    print("running", flush=True)
    try:
        while True:
            call.repeat(1000)
    except KeyboardInterrupt:
        return taken, time.monotonic()


def child(names):
    for name in names:
        print(json.dumps(run_until_interrupted(kernels.find(name))), flush=True)


def delay(process):
    """(seconds from the signal to the exception, seconds of one call) of the kernel that the child runs now."""
    line = process.stdout.readline().strip()
    if line != "running":
        raise RuntimeError("the child ended, see above")
    time.sleep(RUNNING_SECONDS)
    sent = time.monotonic()
    process.send_signal(signal.SIGINT)
    call, raised = json.loads(process.stdout.readline())
    return raised - sent, call


def main(wanted=""):
    names = [kernel.name for kernel in kernels.all_kernels() if wanted.lower() in kernel.name.lower()]
    command = [sys.executable, __file__, "--child", *names]
    worst = 0.0
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=variables(1)) as process:
        for name in names:
            seconds, call = delay(process)
            worst = max(worst, seconds)
            verdict = "met" if seconds <= MOST_SECONDS else "MISSED"
            print(f"{name:40} {seconds * 1e3:7.2f} ms  {verdict:7} a call takes {call * 1e3:.2f} ms", flush=True)
    print(f"longest: {worst * 1e3:.2f} ms, goal <= {MOST_SECONDS * 1e3:.0f} ms")
    return worst > MOST_SECONDS


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2:])
    else:
        sys.exit(main(*sys.argv[1:]))
