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

// An argument that is not given is left out: many a diagnostic has no way round.
std::string substitute(std::string_view pattern, std::span<const std::string> args) {
  std::string text;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const bool is_placeholder = pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}';
    if (!is_placeholder) {
      text += pattern[i];
      continue;
    }
    const size_t index = static_cast<size_t>(pattern[i + 1] - '0');
    if (index < args.size()) text += args[index];
    i += 2;
  }
  return text;
}

bool isContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// One mark for each character of UTF-8 text; a tab stays one, so that what follows lines up.
std::string marksUnder(std::string_view text, char mark) {
  std::string marks;
  for (const char c : text) {
    if (!isContinuation(c)) marks += c == '\t' ? c : mark;
  }
  return marks;
}

// Nothing where the place is no place in a file.
std::string placeLine(const SourcePlace& place) {
  if (place.file.empty()) return {};
  const std::string line = place.range.known() ? ", line " + std::to_string(place.range.line) : "";
  return "  File \"" + place.file + "\"" + line + ", in " + place.function + "\n";
}

std::string_view trim(std::string_view line) {
  const size_t first = line.find_first_not_of(" \t\f");
  if (first == std::string_view::npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r\n\f") + 1 - first);
}

// The source line without its indentation, and carets under the range.
std::string excerpt(const SourcePlace& place, const SourceLines& lines) {
  if (!place.range.known() || !lines) return {};
  const std::string line = lines(place.file, place.range.line);
  const std::string_view shown = trim(line);
  if (shown.empty()) return {};
  const size_t indent = static_cast<size_t>(shown.data() - line.data());
  const size_t last = indent + shown.size();
  const size_t begin = std::clamp<size_t>(place.range.column, indent, last - 1);
  const size_t end =
      place.range.end_line == place.range.line ? std::clamp<size_t>(place.range.end_column, begin + 1, last) : last;
  return "    " + std::string(shown) + "\n    " + marksUnder(shown.substr(0, begin - indent), ' ') +
         marksUnder(shown.substr(begin - indent, end - begin), '^') + "\n";
}

std::string noteText(const DiagnosticNote& note, const Diagnostic& diagnostic, const SourceLines& lines) {
  const SourcePlace& place = note.place;
  std::string text = "  " + note.message;
  if (place.range.known()) text += ", line " + std::to_string(place.range.line);
  if (!place.file.empty() && place.file != diagnostic.place.file) text += " of " + place.file;
  return text + ":\n" + excerpt(place, lines);
}

std::string callText(const SourcePlace& call, const Diagnostic& diagnostic, const SourceLines& lines) {
  std::string text = "  called from " + call.function + ", line " + std::to_string(call.range.line);
  if (call.file != diagnostic.place.file) text += " of " + call.file;
  const std::string line = lines ? lines(call.file, call.range.line) : "";
  const std::string_view shown = trim(line);
  return text + (shown.empty() ? "" : ": ") + std::string(shown) + "\n";
}

// The innermost calls and the root; of a long chain the middle is left out.
std::string callChainText(const Diagnostic& diagnostic, const SourceLines& lines) {
  constexpr size_t kShown = 3;
  const std::vector<SourcePlace>& chain = diagnostic.call_chain;
  std::string text;
  for (size_t i = 0; i < chain.size(); ++i) {
    const bool is_shown = chain.size() <= kShown || i + 1 < kShown || i + 1 == chain.size();
    if (is_shown) text += callText(chain[i], diagnostic, lines);
    if (!is_shown && i + 1 == kShown) text += "  ... through " + std::to_string(chain.size() - kShown) + " more calls\n";
  }
  return text;
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
  for (const DiagnosticNote& note : diagnostic.notes) text += noteText(note, diagnostic, lines);
  text += callChainText(diagnostic, lines);
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
