// Numbering of a function's values, blocks and labels in printing order.
#include "frontend/ir/numbering.h"

#include <algorithm>
#include <limits>
#include <unordered_set>

#include "frontend/ir/constant_text.h"

namespace krait::ir {
namespace {

constexpr uint32_t kUnnumbered = std::numeric_limits<uint32_t>::max();

bool isDigit(char c) { return c >= '0' && c <= '9'; }

// `x.3` must stay apart from number 3 of `x`, and `3` from number 3.
bool isPlainVariable(std::string_view name) {
  if (name.empty() || !std::ranges::all_of(name, isNameByte)) return false;
  return !isDigit(name[0]) && name != "." && name.find('.', 1) == std::string_view::npos;
}

std::string numbered(char sigil, const std::vector<uint32_t>& numbers, uint32_t index) {
  const bool known = index < numbers.size() && numbers[index] != kUnnumbered;
  return known ? sigil + std::to_string(numbers[index]) : sigil + ("?" + std::to_string(index));
}

}  // namespace

bool isNameByte(char c) {
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return is_letter || isDigit(c) || c == '_' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

std::string variableText(std::string_view name) {
  return isPlainVariable(name) ? std::string(name) : quoted(name);
}

Numbering::Numbering(const Module& module, const Function& function)
    : module_(module), function_(function), values_(function.valueCount()),
      blocks_(function.blockCount(), kUnnumbered), labels_(function.instCount(), kUnnumbered),
      seen_blocks_(function.blockCount()) {
  if (function.entry.index < function.blockCount()) addFunctionParameters();
  for (const BlockId block : function.layout) {
    if (block.index < blocks_.size()) blocks_[block.index] = next_block_++;
  }
  for (const BlockId block : function.layout) addBlock(block);
}

// A parameter of the function is `%name`, or numbered like any other value where another one has its name.
void Numbering::addFunctionParameters() {
  std::unordered_set<uint32_t> used;
  for (const ValueId id : function_[function_.entry].parameters) {
    if (id.index >= values_.size()) continue;
    const NameId name = function_[id].name;
    if (name.valid() && used.insert(name.index).second) {
      values_[id.index] = "%" + variableText(module_.names[name]);
    } else {
      addValue(id);
    }
  }
}

void Numbering::addValue(ValueId id) {
  if (id.index >= values_.size()) return;
  std::string& text = values_[id.index];
  if (!text.empty()) return;
  const NameId name = function_[id].name;
  text = "%" + (name.valid() ? variableText(module_.names[name]) + "." : "") + std::to_string(next_value_++);
}

void Numbering::addBlock(BlockId id) {
  if (id.index >= seen_blocks_.size() || seen_blocks_[id.index]) return;
  seen_blocks_[id.index] = true;
  for (const ValueId parameter : function_[id].parameters) addValue(parameter);
  for (const InstId inst : function_[id].insts) addInst(inst);
}

void Numbering::addInst(InstId id) {
  if (id.index >= labels_.size()) return;
  const Inst& inst = function_[id];
  for (const ValueId result : inst.results) addValue(result);
  if (hasRegions(inst.op) && inst.op != Op::if_) labels_[id.index] = next_label_++;
  for (const BlockId region : inst.regions) addBlock(region);
}

std::string Numbering::value(ValueId id) const {
  const bool known = id.index < values_.size() && !values_[id.index].empty();
  return known ? values_[id.index] : "%?" + std::to_string(id.index);
}

std::string Numbering::block(BlockId id) const { return numbered('^', blocks_, id.index); }
std::string Numbering::label(InstId id) const { return numbered('#', labels_, id.index); }

}  // namespace krait::ir
