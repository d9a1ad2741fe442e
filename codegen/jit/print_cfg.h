// Control flow graphs in Graphviz' dot language.
#pragma once

#include <map>
#include <string>

namespace llvm {
class Module;
}

namespace krait::jit {

// One graph for each function with a body, by name.
[[nodiscard]] std::map<std::string, std::string> printControlFlow(const llvm::Module&);

}  // namespace krait::jit
