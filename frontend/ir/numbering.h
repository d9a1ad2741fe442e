// The names that values, blocks and labels have in the text form: `%x.3`, `^2`, `#1`, numbered in the order
// in which the function prints. Also used by messages about the IR. Something that the function does not hold
// (broken IR) gets a name with a question mark, which does not parse.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "frontend/ir/function.h"

namespace krait::ir {

class Numbering {
 public:
  Numbering(const Module& module, const Function& function);

  [[nodiscard]] std::string value(ValueId id) const;
  [[nodiscard]] std::string block(BlockId id) const;
  [[nodiscard]] std::string label(InstId id) const;

 private:
  void addFunctionParameters();
  void addValue(ValueId id);
  void addBlock(BlockId id);
  void addInst(InstId id);

  const Module& module_;
  const Function& function_;
  std::vector<std::string> values_;
  std::vector<uint32_t> blocks_;
  std::vector<uint32_t> labels_;
  std::vector<bool> seen_blocks_;
  uint32_t next_value_ = 1;
  uint32_t next_block_ = 0;
  uint32_t next_label_ = 0;
};

// A variable's name as the text form writes it after `%`: quoted unless it is a plain identifier (or `.0`).
[[nodiscard]] std::string variableText(std::string_view name);

// Whether a byte may stand in an unquoted name; bytes of UTF-8 sequences may.
[[nodiscard]] bool isNameByte(char c);

}  // namespace krait::ir
