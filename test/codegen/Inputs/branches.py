def chain(n):
    if n == 0:
        r = n * 3
    elif n == 1:
        r = n * 5
    elif n == 2:
        r = n * 7
    else:
        r = -1
    return r


def with_more(n):
    if n > 0:
        if n > 5:
            r = n * 3
        else:
            r = n * 5
        r = r * 2
    else:
        r = -1
    return r


_ARMS = "".join(f"    elif n == {i}:\n        r = n * {i}\n" for i in range(1, 100))
exec(f"def long_chain(n):\n    if n == 0:\n        r = n\n{_ARMS}    else:\n        r = -1\n    return r\n")
