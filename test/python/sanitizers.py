"""Marks for tests that a sanitizer makes meaningless: its quarantine keeps freed memory, its shadow needs address space."""

import os

import pytest

IS_ON = "libclang_rt" in os.environ.get("LD_PRELOAD", "")
measures_memory = pytest.mark.skipif(IS_ON, reason="memory is not measured under a sanitizer")
