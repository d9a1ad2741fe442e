// The syntax tree of an expression: nodes in a flat vector, operands before what uses them. So whoever walks the vector
// from the front evaluates the expression in its order, without recursion.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "frontend/ir/constants.h"
#include "frontend/ir/function.h"
#include "frontend/support/ids.h"
#include "frontend/support/source_range.h"

namespace krait::expr {

struct NodeTag {};
using NodeId = Id<NodeTag>;

enum class NodeKind : uint8_t {
  Name,     // text; an operand, or what an earlier statement assigned
  Literal,  // constant
  Bytes,    // constant.text: the bytes of a b"..."
  Unary,    // op
  Binary,   // op
  And,      // two operands, element by element
  Or,
  Not,
  Conditional,  // condition, value if true, value if false
  Call,         // text: the function; arguments, the last of which have `keywords`
  CallOperand,  // text: an operand that is called
  Attribute,    // text: "real" or "imag"
  Index,        // object, then the items of the key; `op` is unused
  Slice,        // start, stop, step: each a node, None where it is absent
  Tuple,
  Assign,  // text = child
};

struct Node {
  NodeKind kind;
  SourceRange range;
  ir::Op op = ir::Op::constant;
  std::string text = {};
  ir::Constant constant = {};
  std::vector<NodeId> children = {};
  std::vector<std::string> keywords = {};
};

// What an operand is used for: a function is only taken where it is called.
struct Operand {
  std::string name;
  bool is_called = false;
};

struct Syntax {
  std::vector<Node> nodes;
  NodeId result;                  // the value of the last statement
  std::vector<Operand> operands;  // by name

  [[nodiscard]] const Node& operator[](NodeId id) const { return nodes[id.index]; }
};

constexpr size_t kMaxSource = 1 << 16;  // bytes
constexpr size_t kMaxNodes = 4096;
constexpr int kMaxDepth = 200;

// Whether each element of the value depends on one element of each operand, so that arrays may be evaluated in parts.
[[nodiscard]] bool isElementwise(const Syntax& syntax);

// Throws CompileFailure with the place of what is wrong.
[[nodiscard]] Syntax parse(std::string_view source);

}  // namespace krait::expr
