// Written here rather than with LLVM's CFGPrinter, which needs branch probabilities even to leave them out,
// and colours and shortens in ways that differ between releases.
#include "codegen/jit/print_cfg.h"

#include <string_view>

#include "llvm/IR/CFG.h"
#include "llvm/IR/Instructions.h"
#include "llvm/IR/Module.h"
#include "llvm/IR/ModuleSlotTracker.h"
#include "llvm/Support/raw_ostream.h"

namespace krait::jit {
namespace {

// Text inside a quoted dot string; each line ends with \l, which sets it flush left.
std::string quoteLines(std::string_view text) {
  std::string quoted;
  for (const char c : text) {
    if (c == '\n') {
      quoted += "\\l";
      continue;
    }
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted;
}

class ControlFlowPrinter {
 public:
  explicit ControlFlowPrinter(const llvm::Function& function)
      : function_(function), names_(function.getParent()) {
    names_.incorporateFunction(function);
  }

  std::string print() {
    out_ << "digraph \"" << quoteLines(function_.getName().str()) << "\" {\n";
    out_ << "  node [shape=box, fontname=monospace];\n";
    for (const llvm::BasicBlock& block : function_) printBlock(block);
    out_ << "}\n";
    return std::move(text_);
  }

 private:
  std::string nameOf(const llvm::BasicBlock& block) {
    std::string name;
    llvm::raw_string_ostream out(name);
    block.printAsOperand(out, /*PrintType=*/false, names_);
    return quoteLines(name);
  }

  std::string contentOf(const llvm::BasicBlock& block) {
    std::string content;
    llvm::raw_string_ostream out(content);
    for (const llvm::Instruction& instruction : block) {
      instruction.print(out, names_);
      out << '\n';
    }
    return quoteLines(content);
  }

  void printBlock(const llvm::BasicBlock& block) {
    const std::string name = nameOf(block);
    out_ << "  \"" << name << "\" [label=\"" << name << ":\\l" << contentOf(block) << "\"];\n";
    const auto* branch = llvm::dyn_cast<llvm::BranchInst>(block.getTerminator());
    const bool two_ways = branch != nullptr && branch->isConditional();
    bool taken = true;  // the first successor of a conditional branch is where `true` goes
    for (const llvm::BasicBlock* successor : llvm::successors(&block)) {
      out_ << "  \"" << name << "\" -> \"" << nameOf(*successor) << '"';
      if (two_ways) out_ << (taken ? " [label=T]" : " [label=F]");
      out_ << ";\n";
      taken = false;
    }
  }

  const llvm::Function& function_;
  llvm::ModuleSlotTracker names_;
  std::string text_;
  llvm::raw_string_ostream out_{text_};
};

}  // namespace

std::map<std::string, std::string> printControlFlow(const llvm::Module& module) {
  std::map<std::string, std::string> graphs;
  for (const llvm::Function& function : module)
    if (!function.isDeclaration()) graphs[function.getName().str()] = ControlFlowPrinter(function).print();
  return graphs;
}

}  // namespace krait::jit
