// Each raise is a call `kr_raise(ptr context, i32 kind, i32 site)` in the text of the optimised module. LLVM may have
// merged several into one, with a kind or site that depends on where it came from. The checks of indices that were done
// before a loop end in one call of kr_raise_first_index_error.
#include "python/compiler/checks_left.h"

#include <array>
#include <charconv>
#include <optional>

namespace krait::python {
namespace {

struct ErrorRow {
  const char* exception;
  const char* message;
};

constexpr std::array kErrors = {
#define KR_ERROR(kind, exception, format, args) ErrorRow{#exception, format},
#include "runtime/errors.def"
#undef KR_ERROR
};

// The next `i32 <number>`; nothing where the argument is no constant.
std::optional<uint32_t> takeNumber(std::string_view& text) {
  const size_t at = text.find("i32 ");
  if (at == std::string_view::npos) return std::nullopt;
  text.remove_prefix(at + 4);
  uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} ? std::optional(number) : std::nullopt;
}

CheckLeft makeCheck(const driver::Compiled& compiled, std::optional<uint32_t> kind, std::optional<uint32_t> site) {
  CheckLeft check{nullptr, "", "one of several checks that share their code"};
  if (site && *site < compiled.sites.size()) check.site = &compiled.sites[*site];
  if (!kind || *kind >= kErrors.size()) return check;
  check.exception = kErrors[*kind].exception;
  check.message = kErrors[*kind].message;
  return check;
}

CheckLeft readRaise(const driver::Compiled& compiled, std::string_view arguments) {
  const std::optional<uint32_t> kind = takeNumber(arguments);
  return makeCheck(compiled, kind, takeNumber(arguments));
}

CheckLeft readIndexErrors(const driver::Compiled& compiled, std::string_view arguments) {
  return makeCheck(compiled, kr_error_index_out_of_bounds, takeNumber(arguments));
}

using Reader = CheckLeft (*)(const driver::Compiled&, std::string_view);

void addCalls(const driver::Compiled& compiled, std::string_view call, Reader read, std::vector<CheckLeft>& checks) {
  const std::string_view text = compiled.code->ir_after;
  for (size_t at = text.find(call); at != std::string_view::npos; at = text.find(call, at + 1)) {
    const size_t end = text.find('\n', at);
    checks.push_back(read(compiled, text.substr(at + call.size(), end - at - call.size())));
  }
}

}  // namespace

std::vector<CheckLeft> checksLeft(const driver::Compiled& compiled) {
  std::vector<CheckLeft> checks;
  addCalls(compiled, "call void @kr_raise(", readRaise, checks);
  addCalls(compiled, "call void @kr_raise_first_index_error(", readIndexErrors, checks);
  return checks;
}

}  // namespace krait::python
