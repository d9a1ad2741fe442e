// libFuzzer: any bytes as the text of an expression. A diagnostic with its carets, or IR that verifies; and the same
// with operands taken for texts. The bounds of the parser keep every input quick.
#include <cstdlib>
#include <set>
#include <string>
#include <string_view>

#include "frontend/expr/build_expression.h"
#include "frontend/ir/verify.h"
#include "frontend/support/diagnostics.h"

namespace {

using namespace krait;

void build(const expr::ExpressionSource& source) {
  ir::Module module;
  try {
    const ir::FuncId id = expr::buildExpression(source, module);
    if (ir::verify(module, module[id])) std::abort();
    if (module[id].parameters.size() != module[id][module[id].entry].parameters.size()) std::abort();
  } catch (const CompileFailure& failure) {
    const auto line = [&](const std::string&, uint32_t) { return source.text.substr(0, source.text.find('\n')); };
    if (renderDiagnostic(failure.diagnostic(), line).empty()) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  build({text});
  build({.text = text, .has_output = true, .casting = "safe", .text_names = {"a", "s"}});
  return 0;
}
