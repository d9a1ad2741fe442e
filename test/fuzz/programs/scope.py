"""The variables that a statement may use: which are surely assigned, of which kind, and what may be done to them."""


class Scope:
    """Blocks of names, innermost last. A name belongs to the block it was first assigned in."""

    def __init__(self):
        self.blocks = [{}]
        self.fixed = set()  # names that keep their kind: results, what closures capture
        self.protected = set()  # names that are not assigned: counters of while loops, functions
        self.indices = []  # names of loops over ranges, innermost last

    @property
    def depth(self):
        return len(self.blocks) - 1

    def kind(self, name):
        for block in reversed(self.blocks):
            if name in block:
                return block[name]
        raise KeyError(name)

    def kinds(self):
        """All visible names with their kinds."""
        merged = {}
        for block in self.blocks:
            merged.update(block)
        return merged

    def names_of(self, accepts):
        return [name for block in self.blocks for name, kind in block.items() if accepts(kind)]

    def declare(self, name, kind):
        self.blocks[-1][name] = kind

    def may_become(self, name, kind):
        """Whether the variable may be assigned a value of the kind here: another one only where every path comes by."""
        if name in self.protected:
            return False
        return self.kind(name) == kind or (self.depth == 0 and name not in self.fixed)

    def become(self, name, kind):
        for block in reversed(self.blocks):
            if name in block:
                block[name] = kind
                return

    def enter(self):
        self.blocks.append({})

    def leave(self):
        for name in self.blocks.pop():
            if name in self.indices:
                self.indices.remove(name)
