"""Random texts of the expression language, evaluated and compared with NumPy (README.md of test/fuzz)."""
