// Fuzz target: any text is IR, or has an error with a place; the verifier judges whatever was read without falling over;
// and what it accepts prints as text that reads back as the same.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "frontend/ir/parse.h"
#include "frontend/ir/print.h"
#include "frontend/ir/verify.h"
#include "frontend/support/check.h"

namespace krait {
namespace {

bool isValid(const ir::Module& module) {
  for (const auto& function : module.functions) {
    if (ir::verify(module, *function)) return false;
  }
  return true;
}

void roundTrip(std::string_view text) {
  ir::Module module;
  if (ir::parse(text, module) || !isValid(module)) return;
  const std::string printed = ir::print(module);
  ir::Module again;
  const std::optional<ir::TextError> error = ir::parse(printed, again);
  CHECK(!error, ir::errorText(*error) + "\n" + printed);
  CHECK(ir::print(again) == printed, printed + "\n" + ir::print(again));
}

}  // namespace
}  // namespace krait

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  krait::roundTrip({reinterpret_cast<const char*>(data), size});
  return 0;
}
