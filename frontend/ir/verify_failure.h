// How the parts of the verifier say what is wrong. Private to verify*.cpp.
#pragma once

#include <string>

#include "frontend/ir/numbering.h"

namespace krait::ir {

struct VerifyFailure {
  std::string message;
};

class VerifyReport {
 public:
  VerifyReport(const Module& module, const Function& function) : module_(module), function_(function) {}

  // The instruction that failures are about from now on.
  void setInst(InstId inst) { inst_ = inst; }
  [[noreturn]] void fail(const std::string& message) const;
  [[noreturn]] void fail(InstId inst, const std::string& message) const;
  [[noreturn]] void fail(BlockId block, const std::string& message) const;
  [[nodiscard]] std::string value(ValueId id) const;

 private:
  const Module& module_;
  const Function& function_;
  InstId inst_;
};

// Whether every use comes after its definition; the rest of the invariants hold already.
void verifyOrder(const Module& module, const Function& function);

}  // namespace krait::ir
