"""Random programs, run by CPython with NumPy and compiled, and compared: see the README of the folder above."""
