// Functions, blocks and instructions. Values and blocks may be used before the text defines them (in a CFG a definition
// may stand further down), so uses are filled in at the end of a function.
#include "frontend/ir/parse.h"

#include <algorithm>

#include "frontend/ir/constant_text.h"
#include "frontend/ir/function_parser.h"

namespace krait::ir {
namespace {

const std::unordered_map<std::string_view, Op>& opsByName() {
  static const std::unordered_map<std::string_view, Op> kOps = [] {
    std::unordered_map<std::string_view, Op> ops;
    for (int i = 0; i < kOpCount; ++i) ops.emplace(opInfo(static_cast<Op>(i)).name, static_cast<Op>(i));
    return ops;
  }();
  return kOps;
}

}  // namespace

void FunctionParser::run() {
  if (!cursor_.acceptWord("func")) cursor_.fail("expected 'func'");
  function_.structured = cursor_.acceptWord("structured");
  function_.parallel = cursor_.acceptWord("parallel");
  function_.library = cursor_.acceptWord("library");
  function_.name = cursor_.quotedString();
  function_.entry = function_.addBlock();
  parseSignature();
  parseFacts();
  cursor_.expect("{");
  if (function_.structured) {
    function_.layout = {function_.entry};
    parseInsts(function_.entry);
  } else {
    while (cursor_.peek() == '^') parseBlock();
  }
  cursor_.expect("}");
  resolveUses();
}

void FunctionParser::parseSignature() {
  parseCaptured();
  cursor_.expect("(");
  bool keyword_only = false;
  while (!cursor_.accept(")")) {
    if (cursor_.accept("/")) {
      function_.positional_only = static_cast<int>(function_.parameters.size());
    } else if (cursor_.accept("*")) {
      keyword_only = true;
    } else {
      const bool variadic = cursor_.accept("...");
      parseParameter(keyword_only && !variadic);
      function_.parameters.back().variadic = variadic;
    }
    if (cursor_.peek() != ')') cursor_.expect(",");
  }
}

void FunctionParser::parseCaptured() {
  if (!cursor_.accept("[")) return;
  while (!cursor_.accept("]")) {
    parseBlockParameter(function_.entry);
    ++function_.captured;
    if (cursor_.peek() != ']') cursor_.expect(",");
  }
}

void FunctionParser::parseParameter(bool keyword_only) {
  const ValueId value = parseBlockParameter(function_.entry);
  Parameter parameter{.name = function_[value].name, .keyword_only = keyword_only};
  if (cursor_.accept("=")) parameter.default_value = parseConstant(module_, cursor_);
  function_.parameters.push_back(parameter);
}

void FunctionParser::parseFacts() {
  if (cursor_.accept("->")) function_.result_type = parseType(module_, cursor_);
  if (cursor_.acceptWord("file")) function_.file = cursor_.quotedString();
  if (cursor_.acceptWord("line")) function_.first_line = cursor_.number();
  if (cursor_.acceptWord("handle")) function_.handle = cursor_.number();
}

ValueText FunctionParser::parseValueText() {
  ValueText text{.key = {}, .variable = {}, .position = cursor_.position()};
  if (!cursor_.rest().starts_with('%')) cursor_.fail("expected a value");
  const std::string_view token = cursor_.rest().substr(1);
  cursor_.skip(1);
  const bool is_quoted = token.starts_with('"');
  std::string name = is_quoted ? cursor_.quotedString() : std::string(cursor_.name());
  std::string number;
  if (is_quoted) {
    text.key = "\"" + name + "\"";
    if (cursor_.accept(".")) number = std::to_string(cursor_.number());
  } else if (const size_t dot = name.rfind('.'); name.find_first_not_of("0123456789") == std::string::npos) {
    number = name;
    name.clear();
  } else if (dot != std::string::npos && dot != 0 && dot + 1 < name.size() &&
             name.find_first_not_of("0123456789", dot + 1) == std::string::npos) {
    number = name.substr(dot + 1);
    name.resize(dot);
  }
  if (!is_quoted) text.key = name;
  text.key += "." + number;
  if (is_quoted || !name.empty()) text.variable = module_.names.intern(name);
  return text;
}

void FunctionParser::define(ValueId id, const ValueText& text) {
  function_[id].name = text.variable;
  if (!values_.emplace(text.key, id).second)
    throw cursor_.errorAt(text.position, "the value is defined twice");
}

ValueId FunctionParser::parseBlockParameter(BlockId block) {
  const ValueText text = parseValueText();
  const ValueId id = function_.addParameter(block, parseOptionalType());
  define(id, text);
  return id;
}

// ^2(%s.9: float64):
void FunctionParser::parseBlock() {
  const size_t position = cursor_.position();
  cursor_.expect("^");
  const uint32_t number = cursor_.number();
  BlockId block = function_.entry;
  if (function_.layout.empty()) {
    blocks_.emplace(number, block);
  } else {
    block = blockNumbered(number, position);
  }
  if (std::ranges::find(function_.layout, block) != function_.layout.end()) {
    throw cursor_.errorAt(position, "the block is defined twice");
  }
  wanted_blocks_.erase(number);
  function_.layout.push_back(block);
  if (cursor_.accept("(")) {
    while (!cursor_.accept(")")) {
      parseBlockParameter(block);
      if (cursor_.peek() != ')') cursor_.expect(",");
    }
  }
  cursor_.expect(":");
  parseInsts(block);
}

BlockId FunctionParser::blockNumbered(uint32_t number, size_t position) {
  const auto [entry, is_new] = blocks_.try_emplace(number);
  if (is_new) {
    entry->second = function_.addBlock();
    wanted_blocks_.emplace(number, position);
  }
  return entry->second;
}

void FunctionParser::parseInsts(BlockId block) {
  while (cursor_.peek() != '}' && cursor_.peek() != '^') parseInst(block);
}

// %a, %b: int = op.suffix attribute operands, targets : types !range
void FunctionParser::parseInst(BlockId block) {
  std::vector<ValueText> results;
  std::vector<TypeId> types;
  if (cursor_.peek() == '%') {
    do {
      results.push_back(parseValueText());
      types.push_back(parseOptionalType());
    } while (cursor_.accept(","));
    cursor_.expect("=");
  }
  const std::string_view word = cursor_.name();
  const std::string_view name = word.substr(0, word.find('.'));
  const auto op = opsByName().find(name);
  if (op == opsByName().end()) cursor_.fail("unknown op '" + std::string(name) + "'");
  const InstId id = function_.append(block, function_.makeInst(op->second, {}, 0, module_.types.never));
  for (size_t i = 0; i < results.size(); ++i) define(function_.addResult(id, types[i]), results[i]);
  parseSuffix(id, word.substr(name.size()));
  if (hasRegions(op->second)) return parseStructured(id);
  parseAttribute(id);
  parseOperands(id);
  parseResultTypes(id);
  parseRange(id);
}

void FunctionParser::parseSuffix(InstId id, std::string_view suffix) {
  if (suffix.empty()) return;
  if (suffix != ".inplace" && suffix != ".late") cursor_.fail("unknown suffix '" + std::string(suffix) + "'");
  function_[id].inplace = true;
}

void FunctionParser::parseAttribute(InstId id) {
  switch (opInfo(function_[id].op).attribute) {
  case Attribute::None: return;
  case Attribute::Constant: function_[id].attribute = parseConstant(module_, cursor_).index; return;
  case Attribute::Name: function_[id].attribute = module_.names.intern(cursor_.quotedString()).index; return;
  case Attribute::Function: return parseBuiltin(id);
  case Attribute::Number: function_[id].attribute = cursor_.number(); return;
  case Attribute::Callee:
    cursor_.expect("&");
    function_[id].attribute = cursor_.number();
    return;
  case Attribute::Label: return parseLabel(id);
  }
}

void FunctionParser::parseBuiltin(InstId id) {
  if (cursor_.peek() != '"') {
    function_[id].attribute = cursor_.number();
    return;
  }
  const size_t position = cursor_.position();
  const std::string name = cursor_.quotedString();
  const auto row = options_.builtin_row ? options_.builtin_row(name) : std::nullopt;
  if (!row) throw cursor_.errorAt(position, "unknown builtin function");
  function_[id].attribute = *row;
}

void FunctionParser::parseLabel(InstId id) {
  const size_t position = cursor_.position();
  cursor_.expect("#");
  const auto label = labels_.find(cursor_.number());
  if (label == labels_.end()) throw cursor_.errorAt(position, "unknown label");
  function_[id].attribute = label->second.index;
  if (!cursor_.accept("(")) return;
  while (!cursor_.accept(")")) {
    parseUse(id, kOperand);
    if (cursor_.peek() != ')') cursor_.expect(",");
  }
}

void FunctionParser::parseOperands(InstId id) {
  // On the next line `%3` is a result and `^1` a block.
  if (cursor_.startsLine() || (cursor_.peek() != '%' && cursor_.peek() != '^')) return;
  do {
    if (cursor_.peek() == '^') {
      parseTarget(id);
    } else {
      parseUse(id, kOperand);
    }
  } while (cursor_.accept(","));
}

void FunctionParser::parseTarget(InstId id) {
  const size_t position = cursor_.position();
  cursor_.expect("^");
  const BlockId block = blockNumbered(cursor_.number(), position);
  function_[id].targets.push_back({block, {}});
  const int target = static_cast<int>(function_[id].targets.size()) - 1;
  if (!cursor_.accept("(")) return;
  while (!cursor_.accept(")")) {
    parseUse(id, target);
    if (cursor_.peek() != ')') cursor_.expect(",");
  }
}

void FunctionParser::parseUse(InstId id, int target) {
  const ValueText text = parseValueText();
  std::vector<ValueId>& list = target == kOperand
                                   ? function_[id].operands
                                   : function_[id].targets[static_cast<size_t>(target)].arguments;
  uses_.push_back({id, target, list.size(), text.key, text.position});
  list.push_back(ValueId());
}

void FunctionParser::parseResultTypes(InstId id) {
  if (!cursor_.accept(":")) return;
  for (size_t i = 0; i < function_[id].results.size(); ++i) {
    if (i != 0) cursor_.expect(",");
    function_[function_[id].results[i]].type = parseType(module_, cursor_);
  }
}

// !4:8-4:12
void FunctionParser::parseRange(InstId id) {
  if (!cursor_.accept("!")) return;
  SourceRange& range = function_[id].range;
  range.line = cursor_.number();
  cursor_.expect(":");
  range.column = cursor_.number();
  cursor_.expect("-");
  range.end_line = cursor_.number();
  cursor_.expect(":");
  range.end_column = cursor_.number();
}

void FunctionParser::resolveUses() {
  for (const Use& use : uses_) {
    const auto value = values_.find(use.key);
    if (value == values_.end()) throw cursor_.errorAt(use.position, "the value is not defined");
    Inst& inst = function_[use.inst];
    std::vector<ValueId>& list =
        use.target == kOperand ? inst.operands : inst.targets[static_cast<size_t>(use.target)].arguments;
    list[use.index] = value->second;
  }
  for (const auto& [number, position] : wanted_blocks_)
    throw cursor_.errorAt(position, "the block is not defined");
}

std::optional<TextError> parse(std::string_view text, Module& module, const ParseOptions& options) {
  try {
    TextCursor cursor(text);
    while (!cursor.atEnd()) FunctionParser(module, cursor, options).run();
    return std::nullopt;
  } catch (TextError& error) {
    return std::move(error);
  }
}

std::string errorText(const TextError& error) {
  return std::to_string(error.line) + ":" + std::to_string(error.column) + ": " + error.message;
}

}  // namespace krait::ir
