// A parser by binding powers (Pratt 1973): one loop for all operators of two operands, whose rows say how tightly they
// bind. Its recursion is bounded by kMaxDepth, so that no text can exhaust the stack.
#include <algorithm>
#include <array>
#include <set>

#include "frontend/expr/function_table.h"
#include "frontend/expr/read_literal.h"
#include "frontend/expr/syntax.h"
#include "frontend/expr/token.h"

namespace krait::expr {
namespace {

using ir::Op;

// How tightly operators bind, loosest first.
enum Power : uint8_t {
  kAny,
  kConditional,
  kOr,
  kAnd,
  kNot,
  kComparison,
  kBitOr,
  kBitXor,
  kBitAnd,
  kShift,
  kSum,
  kProduct,
  kSign,
  kPower
};

struct BinaryRow {
  std::string_view text;
  Power power;
  Power right;  // the least power of the right operand
  Op op;
};

constexpr std::array kBinaryRows = {
    BinaryRow{"<", kComparison, kBitOr, Op::lt},  BinaryRow{"<=", kComparison, kBitOr, Op::le},
    BinaryRow{">", kComparison, kBitOr, Op::gt},  BinaryRow{">=", kComparison, kBitOr, Op::ge},
    BinaryRow{"==", kComparison, kBitOr, Op::eq}, BinaryRow{"!=", kComparison, kBitOr, Op::ne},
    BinaryRow{"|", kBitOr, kBitXor, Op::bit_or},  BinaryRow{"^", kBitXor, kBitAnd, Op::bit_xor},
    BinaryRow{"&", kBitAnd, kShift, Op::bit_and}, BinaryRow{"<<", kShift, kSum, Op::lshift},
    BinaryRow{">>", kShift, kSum, Op::rshift},    BinaryRow{"+", kSum, kProduct, Op::add},
    BinaryRow{"-", kSum, kProduct, Op::sub},      BinaryRow{"*", kProduct, kSign, Op::mul},
    BinaryRow{"/", kProduct, kSign, Op::truediv}, BinaryRow{"//", kProduct, kSign, Op::floordiv},
    BinaryRow{"%", kProduct, kSign, Op::mod},     BinaryRow{"**", kPower, kSign, Op::pow},
};

const BinaryRow* findBinary(const Token& token) {
  if (token.kind != TokenKind::Operator) return nullptr;
  const auto found = std::ranges::find(kBinaryRows, token.text, &BinaryRow::text);
  return found == kBinaryRows.end() ? nullptr : &*found;
}

struct ConstantRow {
  std::string_view name;
  ir::Constant (*make)();
};

constexpr std::array kConstantRows = {
    ConstantRow{"True", [] { return ir::boolConstant(true); }},
    ConstantRow{"False", [] { return ir::boolConstant(false); }},
    ConstantRow{"None", [] { return ir::noneConstant(); }},
};

// Words of Python that stand for nothing an expression may do; as names they would only mislead.
constexpr std::array<std::string_view, 25> kReserved = {
    "lambda", "import", "from",   "def",  "class",  "for",      "while",   "return",    "yield",
    "await",  "async",  "with",   "try",  "except", "raise",    "del",     "global",    "nonlocal",
    "pass",   "break",  "assert", "elif", "as",     "continue", "finally"};

SourceRange joined(SourceRange first, SourceRange last) {
  return {first.line, last.end_line, first.column, last.end_column};
}

class Parser {
 public:
  explicit Parser(std::string_view source) : tokens_(tokenize(source)) {}
  Syntax run();

 private:
  [[nodiscard]] const Token& peek(size_t ahead = 0) const { return tokens_[std::min(at_ + ahead, tokens_.size() - 1)]; }
  [[nodiscard]] bool isNext(std::string_view text) const {
    return peek().kind == TokenKind::Operator && peek().text == text;
  }
  bool accept(std::string_view text);
  void expect(std::string_view text, std::string_view what);
  [[noreturn]] void failHere() const;

  NodeId add(Node node);
  NodeId addNone() { return add({.kind = NodeKind::Literal, .range = peek().range, .constant = ir::noneConstant()}); }
  [[nodiscard]] SourceRange rangeOf(NodeId id) const { return syntax_[id].range; }
  NodeId addJoined(NodeKind kind, std::vector<NodeId> children, Op op = Op::constant);

  void parseStatement();
  NodeId parseExpression(Power least);
  NodeId parsePrefix(Power least);
  NodeId parseSign(Op op);
  NodeId parsePostfix(NodeId object);
  NodeId parseBinary(NodeId left, const BinaryRow& row);
  NodeId parseChain(NodeId left, const BinaryRow& row);
  NodeId parseConditional(NodeId value);
  NodeId parseBoolean(NodeId left, NodeKind kind, Power right);
  NodeId parseAtom();
  NodeId parseLiteral(const Token& token);
  NodeId parseName(const Token& token);
  NodeId parseParentheses();
  NodeId parseItems(std::string_view close, SourceRange start, std::vector<NodeId> items);
  NodeId parseCall(const Token& name);
  void parseArguments(Node& call);
  NodeId parseAttribute(NodeId object);
  NodeId parseIndex(NodeId object);
  NodeId parseKeyItem();
  NodeId parseOptional(std::string_view close);
  NodeId useOperand(const Token& name);

  std::vector<Token> tokens_;
  size_t at_ = 0;
  int depth_ = 0;
  Syntax syntax_;
  std::set<std::string, std::less<>> assigned_;
  std::map<std::string, bool, std::less<>> operands_;  // whether it is called
};

// ---- tokens and nodes

bool Parser::accept(std::string_view text) {
  if (!isNext(text)) return false;
  ++at_;
  return true;
}

void Parser::failHere() const {
  const Token& token = peek();
  if (token.kind == TokenKind::End) failSyntax(token.range, "it ends where a value is expected");
  if (token.kind == TokenKind::Separator) failSyntax(token.range, "a statement ends where a value is expected");
  failSyntax(token.range, "'" + std::string(token.text) + "' is not expected here");
}

void Parser::expect(std::string_view text, std::string_view what) {
  if (!accept(text)) failSyntax(peek().range, "'" + std::string(text) + "' is missing " + std::string(what));
}

NodeId Parser::add(Node node) {
  if (syntax_.nodes.size() == kMaxNodes) {
    fail(DiagKind::expression_too_large, placeOf(node.range), {"of more than " + std::to_string(kMaxNodes) + " parts"});
  }
  syntax_.nodes.push_back(std::move(node));
  return NodeId(static_cast<uint32_t>(syntax_.nodes.size() - 1));
}

NodeId Parser::addJoined(NodeKind kind, std::vector<NodeId> children, Op op) {
  SourceRange range = rangeOf(children.front());
  for (const NodeId child : children) {
    const SourceRange each = rangeOf(child);
    if (std::pair(each.line, each.column) < std::pair(range.line, range.column)) range = joined(each, range);
  }
  range = joined(range, rangeOf(children.back()));
  return add({.kind = kind, .range = range, .op = op, .children = std::move(children)});
}

// ---- statements

Syntax Parser::run() {
  while (peek().kind == TokenKind::Separator) ++at_;
  if (peek().kind == TokenKind::End) failSyntax(peek().range, "it is empty");
  while (peek().kind != TokenKind::End) {
    parseStatement();
    if (peek().kind != TokenKind::End && peek().kind != TokenKind::Separator) failHere();
    while (peek().kind == TokenKind::Separator) ++at_;
  }
  for (const auto& [name, is_called] : operands_) syntax_.operands.push_back({name, is_called});
  return std::move(syntax_);
}

// The value of a statement that assigns nothing is the result, so it must be the last.
void Parser::parseStatement() {
  if (syntax_.result.valid() && syntax_[syntax_.result].kind != NodeKind::Assign) {
    failSyntax(rangeOf(syntax_.result), "the value of this statement is not used");
  }
  const Token& name = peek();
  const bool is_assignment = name.kind == TokenKind::Name && peek(1).kind == TokenKind::Operator && peek(1).text == "=";
  if (is_assignment) at_ += 2;
  const NodeId value = parseExpression(kAny);
  syntax_.result = value;
  if (!is_assignment) return;
  if (std::ranges::find(kConstantRows, name.text, &ConstantRow::name) != kConstantRows.end()) {
    failSyntax(name.range, "'" + std::string(name.text) + "' can't be assigned");
  }
  syntax_.result = add({.kind = NodeKind::Assign,
                        .range = joined(name.range, rangeOf(value)),
                        .text = std::string(name.text),
                        .children = {value}});
  assigned_.emplace(name.text);
}

// ---- operators

NodeId Parser::parseExpression(Power least) {
  if (depth_ == kMaxDepth) {
    fail(DiagKind::expression_too_large, placeOf(peek().range),
         {"nested more than " + std::to_string(kMaxDepth) + " deep"});
  }
  ++depth_;
  NodeId value = parsePrefix(least);
  while (true) {
    const BinaryRow* row = findBinary(peek());
    if (row && row->power >= least)
      value = parseBinary(value, *row);
    else if (kAnd >= least && accept("and"))
      value = parseBoolean(value, NodeKind::And, kNot);
    else if (kOr >= least && accept("or"))
      value = parseBoolean(value, NodeKind::Or, kAnd);
    else if (kConditional >= least && accept("if"))
      value = parseConditional(value);
    else
      break;
  }
  --depth_;
  return value;
}

NodeId Parser::parseBinary(NodeId left, const BinaryRow& row) {
  if (row.power == kComparison) return parseChain(left, row);
  ++at_;
  const NodeId right = parseExpression(row.right);
  return addJoined(NodeKind::Binary, {left, right}, row.op);
}

// a < b < c is (a < b) & (b < c).
NodeId Parser::parseChain(NodeId left, const BinaryRow& first) {
  const BinaryRow* row = &first;
  NodeId all;
  while (row && row->power == kComparison) {
    ++at_;
    const NodeId right = parseExpression(row->right);
    const NodeId each = addJoined(NodeKind::Binary, {left, right}, row->op);
    all = all.valid() ? addJoined(NodeKind::Binary, {all, each}, Op::bit_and) : each;
    left = right;
    row = findBinary(peek());
  }
  return all;
}

NodeId Parser::parseBoolean(NodeId left, NodeKind kind, Power right) {
  return addJoined(kind, {left, parseExpression(right)});
}

// value if condition else otherwise
NodeId Parser::parseConditional(NodeId value) {
  const NodeId condition = parseExpression(kOr);
  expect("else", "after the condition");
  const NodeId otherwise = parseExpression(kConditional);
  return addJoined(NodeKind::Conditional, {condition, value, otherwise});
}

NodeId Parser::parsePrefix(Power least) {
  if (isNext("-")) return parseSign(Op::neg);
  if (isNext("+")) return parseSign(Op::pos);
  if (isNext("~")) return parseSign(Op::invert);
  if (!isNext("not")) return parsePostfix(parseAtom());
  if (least > kNot) failSyntax(peek().range, "'not' binds less tightly than what is before it: use parentheses");
  const SourceRange start = tokens_[at_++].range;
  const NodeId operand = parseExpression(kNot);
  return add({.kind = NodeKind::Not, .range = joined(start, rangeOf(operand)), .children = {operand}});
}

// A number and the minus before it are one constant, as in Python.
NodeId Parser::parseSign(Op op) {
  const SourceRange start = tokens_[at_++].range;
  const NodeId operand = parseExpression(kSign);
  const SourceRange range = joined(start, rangeOf(operand));
  Node& node = syntax_.nodes[operand.index];
  if (op == Op::neg && node.kind == NodeKind::Literal && negate(node.constant)) {
    node.range = range;
    return operand;
  }
  return add({.kind = NodeKind::Unary, .range = range, .op = op, .children = {operand}});
}

// ---- what stands behind a value

NodeId Parser::parsePostfix(NodeId object) {
  while (true) {
    if (isNext("."))
      object = parseAttribute(object);
    else if (isNext("["))
      object = parseIndex(object);
    else if (isNext("("))
      failSyntax(peek().range, "only a name can be called");
    else
      return object;
  }
}

NodeId Parser::parseAttribute(NodeId object) {
  ++at_;
  const Token& name = peek();
  if (name.kind != TokenKind::Name) failHere();
  if (name.text != "real" && name.text != "imag") {
    fail(DiagKind::expression_attribute, placeOf(name.range), {std::string(name.text)});
  }
  ++at_;
  return add({.kind = NodeKind::Attribute,
              .range = joined(rangeOf(object), name.range),
              .text = std::string(name.text),
              .children = {object}});
}

NodeId Parser::parseIndex(NodeId object) {
  ++at_;
  std::vector<NodeId> items = {object};
  bool is_tuple = false;
  while (!isNext("]")) {
    items.push_back(parseKeyItem());
    if (!accept(",")) break;
    is_tuple = true;
  }
  if (items.size() == 1) failHere();
  const SourceRange range = joined(rangeOf(object), peek().range);
  expect("]", "at the end of the index");
  Node node{.kind = NodeKind::Index, .range = range, .children = {object, items[1]}};
  if (is_tuple) {
    node.children[1] =
        add({.kind = NodeKind::Tuple, .range = range, .children = std::vector(items.begin() + 1, items.end())});
  }
  return add(std::move(node));
}

NodeId Parser::parseOptional(std::string_view close) {
  const bool is_absent = isNext(":") || isNext(",") || isNext(close);
  return is_absent ? addNone() : parseExpression(kAny);
}

NodeId Parser::parseKeyItem() {
  if (isNext("...")) {
    const SourceRange range = tokens_[at_++].range;
    return add({.kind = NodeKind::Literal, .range = range, .constant = ir::textConstant(ir::ConstKind::Ellipsis, "")});
  }
  const NodeId start = parseOptional("]");
  if (!accept(":")) return start;
  const NodeId stop = parseOptional("]");
  const NodeId step = accept(":") ? parseOptional("]") : addNone();
  return addJoined(NodeKind::Slice, {start, stop, step});
}

// ---- values

NodeId Parser::parseAtom() {
  const Token& token = peek();
  switch (token.kind) {
  case TokenKind::Name: return parseName(token);
  case TokenKind::Integer:
  case TokenKind::Float:
  case TokenKind::Imaginary:
  case TokenKind::Text: return parseLiteral(token);
  default: break;
  }
  if (isNext("(")) return parseParentheses();
  if (isNext("[")) {
    const SourceRange start = tokens_[at_++].range;
    return parseItems("]", start, {});
  }
  failHere();
}

NodeId Parser::parseLiteral(const Token& token) {
  ++at_;
  Node node{.kind = NodeKind::Literal, .range = token.range, .constant = readLiteral(token)};
  if (token.kind == TokenKind::Text && isBytes(token)) node.kind = NodeKind::Bytes;
  return add(std::move(node));
}

NodeId Parser::parseParentheses() {
  const SourceRange start = tokens_[at_++].range;
  if (isNext(")")) return parseItems(")", start, {});
  const NodeId first = parseExpression(kAny);
  if (accept(",")) return parseItems(")", start, {first});
  expect(")", "to close this parenthesis");
  return first;
}

NodeId Parser::parseItems(std::string_view close, SourceRange start, std::vector<NodeId> items) {
  while (!isNext(close)) {
    items.push_back(parseExpression(kAny));
    if (!accept(",")) break;
  }
  const SourceRange range = joined(start, peek().range);
  expect(close, "at the end of the items");
  return add({.kind = NodeKind::Tuple, .range = range, .children = std::move(items)});
}

NodeId Parser::parseName(const Token& token) {
  if (std::ranges::count(kReserved, token.text) != 0) failHere();
  ++at_;
  const auto constant = std::ranges::find(kConstantRows, token.text, &ConstantRow::name);
  if (constant != kConstantRows.end())
    return add({.kind = NodeKind::Literal, .range = token.range, .constant = constant->make()});
  if (isNext("(")) return parseCall(token);
  return useOperand(token);
}

NodeId Parser::useOperand(const Token& name) {
  if (!assigned_.contains(name.text)) operands_.try_emplace(std::string(name.text), false);
  return add({.kind = NodeKind::Name, .range = name.range, .text = std::string(name.text)});
}

// ---- calls

void Parser::parseArguments(Node& call) {
  while (!isNext(")")) {
    const Token& name = peek();
    if (name.kind == TokenKind::Name && peek(1).kind == TokenKind::Operator && peek(1).text == "=") {
      if (std::ranges::count(call.keywords, name.text) != 0) failSyntax(name.range, "this argument is given twice");
      call.keywords.emplace_back(name.text);
      at_ += 2;
    } else if (!call.keywords.empty()) {
      failSyntax(name.range, "an argument without a name stands behind one with a name");
    }
    call.children.push_back(parseExpression(kAny));
    if (!accept(",")) break;
  }
  call.range = joined(call.range, peek().range);
  expect(")", "at the end of the arguments");
}

NodeId Parser::parseCall(const Token& name) {
  Node call{.kind = NodeKind::Call, .range = name.range, .text = std::string(name.text)};
  ++at_;
  parseArguments(call);
  if (const FunctionRow* row = findFunction(name.text)) {
    checkArguments(*row, call.children.size() - call.keywords.size(), call.keywords, placeOf(call.range));
    return add(std::move(call));
  }
  if (assigned_.contains(name.text)) failSyntax(name.range, "'" + call.text + "' is a value, no function");
  operands_[call.text] = true;
  call.kind = NodeKind::CallOperand;
  return add(std::move(call));
}

}  // namespace

Syntax parse(std::string_view source) {
  if (source.size() > kMaxSource) {
    fail(DiagKind::expression_too_large, placeOf({}), {"longer than " + std::to_string(kMaxSource) + " bytes"});
  }
  return Parser(source).run();
}

}  // namespace krait::expr
