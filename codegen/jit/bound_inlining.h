// Keeps inlining in proportion to the program. LLVM inlines from the leaves up, and what is called from one place only it
// takes over at any size: in a chain of n calls the body of the leaf is copied n times.
#pragma once

namespace llvm {
class Module;
}

namespace krait::jit {

// Marks functions as not to be inlined that would be large with all that is inlined into them.
void boundInlining(llvm::Module&);

}  // namespace krait::jit
