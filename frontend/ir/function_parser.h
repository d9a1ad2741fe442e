// The parser of one function: recursive descent over a TextCursor, one method per construct. Of this folder only;
// parse.cpp has functions, blocks and instructions, parse_regions.cpp the ops that hold regions.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "frontend/ir/parse.h"
#include "frontend/ir/type_text.h"

namespace krait::ir {

// A value as the text names it: `s.2` of the variable s, `2` of none, `s` a parameter of the function.
struct ValueText {
  std::string key;
  NameId variable;
  size_t position = 0;
};

class FunctionParser {
 public:
  FunctionParser(Module& module, TextCursor& cursor, const ParseOptions& options)
      : module_(module), cursor_(cursor), options_(options), function_(module.addFunction("")) {}

  void run();

 private:
  void parseSignature();
  void parseCaptured();
  void parseParameter(bool keyword_only);
  void parseFacts();
  void parseBlock();
  void parseInsts(BlockId block);
  void parseInst(BlockId block);
  void parseSuffix(InstId id, std::string_view suffix);
  void parseAttribute(InstId id);
  void parseBuiltin(InstId id);
  void parseLabel(InstId id);
  void parseOperands(InstId id);
  void parseTarget(InstId id);
  void parseResultTypes(InstId id);
  void parseRange(InstId id);
  void parseStructured(InstId id);
  void parseOwnLabel(InstId id);
  void parseStarts(InstId id);
  void parsePrivateArrays(InstId id);
  void parsePoll(InstId id);
  void parseAxes(InstId id);
  void parseCombine(InstId id);
  void parseLoopParameters(InstId id, BlockId region);
  void parseForParameters(BlockId region);
  void parseTile(InstId id, BlockId region);
  void parseElse(InstId id);
  BlockId parseRegion(InstId owner, BlockId region);

  ValueText parseValueText();
  TypeId parseOptionalType() {
    return cursor_.accept(":") ? parseType(module_, cursor_) : module_.types.never;
  }
  void define(ValueId id, const ValueText& text);
  ValueId parseBlockParameter(BlockId block);
  void parseUse(InstId id, int target);
  BlockId blockNumbered(uint32_t number, size_t position);
  void resolveUses();

  // A use to fill in: operand `index` of the instruction, or argument `index` of one of its targets.
  struct Use {
    InstId inst;
    int target;
    size_t index;
    std::string key;
    size_t position;
  };

  static constexpr int kOperand = -1;

  Module& module_;
  TextCursor& cursor_;
  const ParseOptions& options_;
  Function& function_;
  std::unordered_map<std::string, ValueId> values_;
  std::unordered_map<uint32_t, BlockId> blocks_;
  std::unordered_map<uint32_t, InstId> labels_;
  std::unordered_map<uint32_t, size_t> wanted_blocks_;  // jumped to, with where; erased once they come
  std::vector<Use> uses_;
};

}  // namespace krait::ir
