"""Tests have a cache folder of their own, empty at first: what the user's holds is neither used nor pushed out.

KRAIT_TEST_CACHE names one that stays, to run the tests a second time on what the first run compiled.
"""

import os
import tempfile

_temporary = tempfile.TemporaryDirectory(prefix="krait-tests-")
os.environ["KRAIT_CACHE_DIR"] = os.environ.get("KRAIT_TEST_CACHE", _temporary.name)
