// Parsing the subscripts of np.einsum; see einsum_subscripts.h.
#include "typeinfer/einsum_subscripts.h"

#include <algorithm>
#include <vector>

namespace krait::infer {
namespace {

constexpr std::string_view kEllipsisLabels =
    "0123456789!#$%&'()*+/:;<=?@[]^_`{|}~";  // no letters; the last axis has the first

bool isLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Letters and at most one ellipsis, as a dot.
struct Term {
  std::string labels;
  bool has_ellipsis = false;
};

bool parseTerm(std::string_view text, Term& term, std::string& error) {
  while (!text.empty()) {
    if (text.starts_with("...")) {
      if (term.has_ellipsis) return error = "an ellipsis stands twice in one operand", false;
      term.has_ellipsis = true;
      term.labels += '.';
      text.remove_prefix(3);
      continue;
    }
    const char c = text.front();
    if (c != ' ' && !isLetter(c)) return error = std::string("'") + c + "' is no subscript", false;
    if (c != ' ') term.labels += c;
    text.remove_prefix(1);
  }
  return true;
}

std::string withEllipsis(const Term& term, size_t axes) {
  std::string labels;
  for (const char label : term.labels) {
    if (label != '.')
      labels += label;
    else
      for (size_t k = axes; k-- > 0;) labels += kEllipsisLabels[k];
  }
  return labels;
}

// Of all labels those that stand once, in order, behind the axes of the ellipsis.
std::string implicitOutput(const std::vector<Term>& terms) {
  std::string all, once;
  for (const Term& term : terms) all += term.labels;
  std::ranges::sort(all);
  for (const char label : all) {
    if (label != '.' && std::ranges::count(all, label) == 1) once += label;
  }
  return once;
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> parts;
  for (size_t comma = text.find(','); comma != text.npos; comma = text.find(',')) {
    parts.push_back(text.substr(0, comma));
    text.remove_prefix(comma + 1);
  }
  parts.push_back(text);
  return parts;
}

EinsumSubscripts wrong(std::string error) { return {{}, std::move(error)}; }

}  // namespace

EinsumSubscripts plainSubscripts(std::string_view given, std::span<const int> ndims) {
  const size_t arrow = given.find("->");
  const std::vector<std::string_view> parts = split(given.substr(0, arrow));
  if (parts.size() != ndims.size())
    return wrong("has subscripts for " + std::to_string(parts.size()) + " operands, " +
                 std::to_string(ndims.size()) + " were given");
  std::vector<Term> terms(parts.size());
  std::string error;
  size_t most = 0;
  for (size_t k = 0; k < parts.size(); ++k) {
    if (!parseTerm(parts[k], terms[k], error)) return wrong(error);
    const size_t labels = terms[k].labels.size() - (terms[k].has_ellipsis ? 1 : 0),
                 axes = static_cast<size_t>(ndims[k]);
    if (terms[k].has_ellipsis ? labels > axes : labels != axes) {
      return wrong("has " + std::to_string(labels) + " subscripts for operand " + std::to_string(k) + " of " +
                   std::to_string(axes) + " axes");
    }
    if (terms[k].has_ellipsis) most = std::max(most, axes - labels);
  }
  if (most > kEllipsisLabels.size()) return wrong("has too many axes in an ellipsis");
  Term output{implicitOutput(terms), most > 0};
  if (most > 0) output.labels.insert(0, ".");
  if (arrow != given.npos) {
    output = {};
    if (!parseTerm(given.substr(arrow + 2), output, error)) return wrong(error);
    if (most > 0 && !output.has_ellipsis)
      return wrong("has an ellipsis in its operands and none in its output");
  }
  EinsumSubscripts plain;
  std::string inputs;
  for (size_t k = 0; k < terms.size(); ++k) {
    const size_t labels = terms[k].labels.size() - (terms[k].has_ellipsis ? 1 : 0);
    inputs +=
        withEllipsis(terms[k], static_cast<size_t>(ndims[k]) - labels) + (k + 1 < terms.size() ? "," : "");
  }
  const std::string result = withEllipsis(output, most);
  for (const char label : result) {
    if (inputs.find(label) == inputs.npos)
      return wrong(std::string("has the output subscript '") + label + "', which no operand has");
    if (std::ranges::count(result, label) > 1)
      return wrong(std::string("has the output subscript '") + label + "' twice");
  }
  plain.sums = std::ranges::any_of(
      inputs, [&](char label) { return label != ',' && result.find(label) == result.npos; });
  plain.text = inputs + "->" + result;
  plain.output_ndim = static_cast<int>(result.size());
  return plain;
}

}  // namespace krait::infer
