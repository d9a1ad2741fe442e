// What LLVM says while it compiles: errors, which become an InternalError (by default LLVM prints them and
// exits), and the vectoriser's remarks, for `krait explain`.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace llvm {
class LLVMContext;
struct DiagnosticHandler;
}  // namespace llvm

namespace krait::jit {

enum class RemarkKind : uint8_t { Passed, Missed, Analysis };

struct Remark {
  RemarkKind kind;
  std::string pass;  // LLVM's name, "loop-vectorize"
  std::string function;
  std::string message;
  std::string file;  // empty, and line 0, where the instruction has no debug location
  uint32_t line = 0;
  uint32_t column = 0;
};

[[nodiscard]] std::string toString(const Remark&);

// Listens to a context while it lives, and puts back the handler that was there.
class DiagnosticListener {
 public:
  DiagnosticListener(llvm::LLVMContext&, bool want_remarks);
  ~DiagnosticListener();
  DiagnosticListener(const DiagnosticListener&) = delete;
  DiagnosticListener& operator=(const DiagnosticListener&) = delete;

  std::vector<Remark> remarks;
  std::string errors;  // empty: none

 private:
  llvm::LLVMContext& context_;
  std::unique_ptr<llvm::DiagnosticHandler> previous_;
};

}  // namespace krait::jit
