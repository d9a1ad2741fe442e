// Each raise is a call `kr_raise(ptr context, i32 kind, i32 site)` in the text of the optimised module. LLVM may have
// merged several into one, with a kind or site that depends on where it came from.
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

CheckLeft readCall(const driver::Compiled& compiled, std::string_view arguments) {
  const std::optional<uint32_t> kind = takeNumber(arguments);
  const std::optional<uint32_t> site = takeNumber(arguments);
  CheckLeft check{nullptr, "", "one of several checks that share their code"};
  if (site && *site < compiled.sites.size()) check.site = &compiled.sites[*site];
  if (!kind || *kind >= kErrors.size()) return check;
  check.exception = kErrors[*kind].exception;
  check.message = kErrors[*kind].message;
  return check;
}

}  // namespace

std::vector<CheckLeft> checksLeft(const driver::Compiled& compiled) {
  static constexpr std::string_view kCall = "call void @kr_raise(";
  const std::string_view text = compiled.code->ir_after;
  std::vector<CheckLeft> checks;
  for (size_t at = text.find(kCall); at != std::string_view::npos; at = text.find(kCall, at + 1)) {
    const size_t end = text.find('\n', at);
    checks.push_back(readCall(compiled, text.substr(at + kCall.size(), end - at - kCall.size())));
  }
  return checks;
}

}  // namespace krait::python
