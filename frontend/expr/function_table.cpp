// The table.
#include "frontend/expr/function_table.h"

#include <algorithm>
#include <array>

#include "frontend/expr/emit.h"

namespace krait::expr {
namespace {

constexpr std::array kRows = {
#define KRAIT_EXPRESSION_FUNCTION(name, target, least, most, keywords, function)                                       \
  FunctionRow{name, target, least, most, keywords, emit##function},
#include "frontend/expr/functions.def"
#undef KRAIT_EXPRESSION_FUNCTION
};

bool hasWord(std::string_view words, std::string_view word) {
  while (!words.empty()) {
    const size_t end = std::min(words.find(' '), words.size());
    if (words.substr(0, end) == word) return true;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return false;
}

std::string countText(const FunctionRow& row) {
  const std::string most = std::to_string(row.most) + (row.most == 1 ? " argument" : " arguments");
  return row.least == row.most ? most : std::to_string(row.least) + " to " + most;
}

}  // namespace

const FunctionRow* findFunction(std::string_view name) {
  const auto found = std::ranges::find(kRows, name, &FunctionRow::name);
  return found == kRows.end() ? nullptr : &*found;
}

// Reductions are what has an axis; isin looks at all of its second argument.
bool isElementwise(const Syntax& syntax) {
  return std::ranges::none_of(syntax.nodes, [](const Node& node) {
    const bool is_part =
        node.kind == NodeKind::Index || node.kind == NodeKind::Tuple || node.kind == NodeKind::CallOperand;
    const FunctionRow* row = node.kind == NodeKind::Call ? findFunction(node.text) : nullptr;
    return is_part || (row && (hasWord(row->keywords, "axis") || row->emit == emitOfArrays));
  });
}

void checkArguments(const FunctionRow& row, size_t positional, const std::vector<std::string>& keywords,
                    SourcePlace place) {
  if (positional < row.least || positional > row.most) {
    fail(DiagKind::expression_arguments, place,
         {std::string(row.name), "takes " + countText(row) + ", not " + std::to_string(positional)});
  }
  for (const std::string& keyword : keywords) {
    if (hasWord(row.keywords, keyword)) continue;
    fail(DiagKind::expression_arguments, place, {std::string(row.name), "does not take '" + keyword + "'"});
  }
}

}  // namespace krait::expr
