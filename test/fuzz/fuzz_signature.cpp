// Fuzz target: any text is a signature, or has a diagnostic; what a signature says of its types can be read again.
#include <cstdint>
#include <string_view>

#include "frontend/ir/type_text.h"
#include "frontend/support/check.h"
#include "frontend/support/diagnostics.h"
#include "typeinfer/signature.h"

namespace krait {
namespace {

void checkType(const std::string& notation) {
  ir::Module module;
  const std::optional<ir::TypeId> type = ir::parseType(module, notation);
  CHECK(type.has_value(), notation);
  CHECK(ir::typeText(module, *type) == notation, notation + " prints as " + ir::typeText(module, *type));
}

void parse(std::string_view text) {
  const infer::Signature signature = infer::parseSignature(text);
  for (const std::string& argument : signature.arguments) checkType(argument);
  if (signature.result) checkType(*signature.result);
}

}  // namespace
}  // namespace krait

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  try {
    krait::parse({reinterpret_cast<const char*>(data), size});
  } catch (const krait::CompileFailure&) {
  }
  return 0;
}
