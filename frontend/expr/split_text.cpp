// One walk over the nodes; a node that becomes a part is a name from then on.
#include "frontend/expr/split_text.h"

#include <algorithm>
#include <map>
#include <optional>

#include "frontend/expr/token.h"

namespace krait::expr {
namespace {

class Splitter {
 public:
  Splitter(Syntax syntax, const std::set<std::string>& text_names)
      : split_{std::move(syntax), {}}, text_names_(text_names) {}

  TextSplit run() {
    for (Node& node : split_.syntax.nodes) {
      takeOut(node);
      if (node.kind == NodeKind::Assign) assigned_.insert(node.text);
    }
    findOperands();
    return std::move(split_);
  }

 private:
  [[nodiscard]] std::optional<TextOperand> operandOf(NodeId id) const;
  [[nodiscard]] static std::string operationOf(const Node& node);
  void takeOut(Node& node);
  void findOperands();

  TextSplit split_;
  const std::set<std::string>& text_names_;
  std::set<std::string> assigned_;
};

std::optional<TextOperand> Splitter::operandOf(NodeId id) const {
  const Node& node = split_.syntax[id];
  if (node.kind == NodeKind::Bytes) return TextOperand{false, true, node.constant.text};
  if (node.kind == NodeKind::Literal && node.constant.kind == ir::ConstKind::Str)
    return TextOperand{false, false, node.constant.text};
  const bool is_text = node.kind == NodeKind::Name && text_names_.contains(node.text) && !assigned_.contains(node.text);
  return is_text ? std::optional(TextOperand{true, false, node.text}) : std::nullopt;
}

std::string Splitter::operationOf(const Node& node) {
  if (node.kind == NodeKind::Call) return node.text == "contains" ? node.text : "";
  if (node.kind != NodeKind::Binary) return "";
  const bool is_comparison = node.op >= ir::Op::eq && node.op <= ir::Op::ge;
  return is_comparison ? std::string(ir::opInfo(node.op).name) : "";
}

void Splitter::takeOut(Node& node) {
  const std::string operation = operationOf(node);
  if (operation.empty()) return;
  const std::optional<TextOperand> left = operandOf(node.children[0]);
  const std::optional<TextOperand> right = operandOf(node.children[1]);
  if (!left || !right) return;
  const std::string name = ".text" + std::to_string(split_.parts.size());
  split_.parts.push_back({operation, *left, *right});
  node = {.kind = NodeKind::Name, .range = node.range, .text = name};
}

// The names that are still read by something, and the parts. A node that only a part had read is a constant now.
void Splitter::findOperands() {
  std::set<uint32_t> read;
  for (const Node& node : split_.syntax.nodes) {
    for (const NodeId child : node.children) read.insert(child.index);
  }
  read.insert(split_.syntax.result.index);
  for (uint32_t k = 0; k < split_.syntax.nodes.size(); ++k) {
    Node& node = split_.syntax.nodes[k];
    const bool is_gone = !read.contains(k) && (node.kind == NodeKind::Bytes ||
                                               (node.kind == NodeKind::Name && text_names_.contains(node.text)));
    if (is_gone) node = {.kind = NodeKind::Literal, .range = node.range, .constant = ir::noneConstant()};
  }
  std::erase_if(split_.syntax.operands, [&](const Operand& operand) {
    return text_names_.contains(operand.name) && std::ranges::none_of(split_.syntax.nodes, [&](const Node& node) {
             return (node.kind == NodeKind::Name || node.kind == NodeKind::CallOperand) && node.text == operand.name;
           });
  });
  for (size_t k = 0; k < split_.parts.size(); ++k) split_.syntax.operands.push_back({".text" + std::to_string(k)});
}

}  // namespace

TextSplit splitText(Syntax syntax, const std::set<std::string>& text_names) {
  return Splitter(std::move(syntax), text_names).run();
}

}  // namespace krait::expr
