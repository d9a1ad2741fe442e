// Debug locations: where in the user's source each LLVM instruction comes from, for debuggers, profilers and the
// vectoriser's remarks.
#pragma once

#include <memory>

#include "frontend/ir/function.h"
#include "llvm/IR/DIBuilder.h"
#include "llvm/IR/Module.h"

namespace krait::lower {

enum class DebugInfo : uint8_t {
  None,
  Locations,  // on instructions only: for remarks, nothing is written to the object
  Full,       // functions by their Python names, and lines
};

class DebugLocations {
 public:
  DebugLocations(llvm::Module& module, DebugInfo kind);

  // Gives the function a subprogram, if it has none yet; instructions then get locations in it.
  void enter(const ir::Function& function, llvm::Function& llvm_function);
  [[nodiscard]] llvm::DebugLoc at(const ir::Function& function, llvm::Function& llvm_function, SourceRange range) const;
  void finish();

 private:
  llvm::DIFile* file(const ir::Function& function);

  std::unique_ptr<llvm::DIBuilder> builder_;  // null: none
  llvm::DICompileUnit* unit_ = nullptr;
  DebugInfo kind_;
};

}  // namespace krait::lower
