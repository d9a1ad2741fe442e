// The user's errors and remarks: named kinds (diag.def) with a source range, notes at the other places involved, the
// call chain and a way round. A stage reports and returns; nothing is thrown for a user's mistake except
// CompileFailure, which ends the compilation of one signature and is caught by the driver.
#pragma once

#include <exception>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/support/source_range.h"

namespace krait {

enum class DiagKind : uint16_t {
#define KRAIT_DIAG(kind, severity, message, hint) kind,
#include "frontend/support/diag.def"
#undef KRAIT_DIAG
};

enum class Severity : uint8_t { Error, Remark };

// A range within a Python function of a file.
struct SourcePlace {
  std::string file;
  std::string function;
  SourceRange range;
};

struct DiagnosticNote {
  std::string message;
  SourcePlace place;
};

struct Diagnostic {
  DiagKind kind;
  std::string message;
  std::string hint;
  SourcePlace place;
  std::vector<DiagnosticNote> notes;
  std::vector<SourcePlace> call_chain;  // innermost call first
};

[[nodiscard]] std::string_view diagName(DiagKind);
[[nodiscard]] Severity diagSeverity(DiagKind);

// The text of `kind` with {0}, {1} ... replaced by `args`, in message and hint.
[[nodiscard]] Diagnostic makeDiagnostic(DiagKind kind, SourcePlace place, std::span<const std::string> args);

// Gives the text of one line of a file, empty where it can't be had.
using SourceLines = std::function<std::string(const std::string& file, uint32_t line)>;

// At most about ten lines: cause, source line with carets, notes, call chain, way round.
[[nodiscard]] std::string renderDiagnostic(const Diagnostic&, const SourceLines&);

// Ends a compilation whose diagnostic is already complete.
class CompileFailure : public std::exception {
 public:
  explicit CompileFailure(Diagnostic diagnostic) : diagnostic_(std::move(diagnostic)) {}
  [[nodiscard]] const char* what() const noexcept override { return diagnostic_.message.c_str(); }
  [[nodiscard]] const Diagnostic& diagnostic() const { return diagnostic_; }
  [[nodiscard]] Diagnostic& diagnostic() { return diagnostic_; }

 private:
  Diagnostic diagnostic_;
};

[[noreturn]] void fail(DiagKind kind, SourcePlace place, std::initializer_list<std::string> args = {},
                       std::vector<DiagnosticNote> notes = {});

}  // namespace krait
