// Formatting and rendering of diagnostics.
#include "frontend/support/diagnostics.h"

#include <algorithm>
#include <array>

namespace krait {
namespace {

struct DiagRow {
  std::string_view name;
  Severity severity;
  std::string_view message;
  std::string_view hint;
};

constexpr std::array kDiagRows = {
#define KRAIT_DIAG(kind, severity, message, hint) DiagRow{#kind, Severity::severity, message, hint},
#include "frontend/support/diag.def"
#undef KRAIT_DIAG
};

const DiagRow& row(DiagKind kind) { return kDiagRows[static_cast<size_t>(kind)]; }

std::string substitute(std::string_view pattern, std::span<const std::string> args) {
  std::string text;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const bool is_placeholder = pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}';
    const size_t index = is_placeholder ? static_cast<size_t>(pattern[i + 1] - '0') : args.size();
    if (index < args.size()) {
      text += args[index];
      i += 2;
    } else {
      text += pattern[i];
    }
  }
  return text;
}

std::string placeLine(const SourcePlace& place) {
  if (!place.range.known()) return "  in " + place.function + " of " + place.file + "\n";
  return "  File \"" + place.file + "\", line " + std::to_string(place.range.line) + ", in " + place.function + "\n";
}

// The source line without its indentation, and carets under the range.
std::string excerpt(const SourcePlace& place, const SourceLines& lines) {
  if (!place.range.known() || !lines) return {};
  const std::string line = lines(place.file, place.range.line);
  const size_t indent = std::min(line.find_first_not_of(" \t"), line.size());
  if (indent == line.size()) return {};
  const size_t last = line.find_last_not_of(" \t\r\n") + 1;
  const size_t begin = std::clamp<size_t>(place.range.column, indent, last - 1);
  const size_t end =
      place.range.end_line == place.range.line ? std::clamp<size_t>(place.range.end_column, begin + 1, last) : last;
  return "    " + line.substr(indent, last - indent) + "\n    " + std::string(begin - indent, ' ') +
         std::string(end - begin, '^') + "\n";
}

}  // namespace

std::string_view diagName(DiagKind kind) { return row(kind).name; }
Severity diagSeverity(DiagKind kind) { return row(kind).severity; }

Diagnostic makeDiagnostic(DiagKind kind, SourcePlace place, std::span<const std::string> args) {
  return {kind, substitute(row(kind).message, args), substitute(row(kind).hint, args), std::move(place), {}, {}};
}

std::string renderDiagnostic(const Diagnostic& diagnostic, const SourceLines& lines) {
  std::string text = diagnostic.message + " [" + std::string(diagName(diagnostic.kind)) + "]\n";
  text += placeLine(diagnostic.place) + excerpt(diagnostic.place, lines);
  for (const DiagnosticNote& note : diagnostic.notes) {
    text += "  " + note.message + "\n" + excerpt(note.place, lines);
  }
  constexpr size_t kShownCalls = 3;
  for (size_t i = 0; i < std::min(diagnostic.call_chain.size(), kShownCalls); ++i) {
    const SourcePlace& call = diagnostic.call_chain[i];
    text += "  called from " + call.function + ", line " + std::to_string(call.range.line) + " of " + call.file + "\n";
  }
  if (!diagnostic.hint.empty()) text += "  " + diagnostic.hint + "\n";
  text.pop_back();
  return text;
}

void fail(DiagKind kind, SourcePlace place, std::initializer_list<std::string> args,
          std::vector<DiagnosticNote> notes) {
  Diagnostic diagnostic = makeDiagnostic(kind, std::move(place), std::span(args.begin(), args.size()));
  diagnostic.notes = std::move(notes);
  throw CompileFailure(std::move(diagnostic));
}

}  // namespace krait
