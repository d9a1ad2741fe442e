// Accesses to arrays in a for_, in the order of the text.
#include "codegen/passes/lane_memory.h"

#include <algorithm>
#include <optional>
#include <unordered_set>

namespace krait::passes {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::Op;
using ir::ValueId;

struct Access {
  InstId inst;
  ValueId array;  // from outside the loop
  bool is_store;
  bool is_direct;  // not through a row
};

class Accesses {
 public:
  Accesses(const ir::Module& module, const ir::Function& function, InstId loop)
      : module_(module), function_(function), loop_(loop) {
    addIterated(function[loop].operands[0], loop);
    collect(function[loop].regions[0], false);
  }

  std::vector<Access> all;
  bool is_known = true;  // whose memory each one is, and no store stands in an inner loop

  [[nodiscard]] bool isInside(ValueId value) const { return inside_.contains(value); }
  [[nodiscard]] std::optional<LaneMemory::InPlace> inPlace(ValueId array) const;

 private:
  void collect(BlockId block, bool in_loop);
  void add(InstId id, bool in_loop);
  void addRead(InstId id, ValueId array);
  [[nodiscard]] bool isItem(ValueId value) const;
  void addArguments(InstId call);
  void addIterated(ValueId iterable, InstId loop);
  [[nodiscard]] ValueId rootOf(ValueId array) const;
  [[nodiscard]] std::vector<ValueId> keyOf(InstId id) const;

  const ir::Module& module_;
  const ir::Function& function_;
  const InstId loop_;
  std::unordered_set<ValueId> inside_;  // defined in the loop
};

void Accesses::collect(BlockId block, bool in_loop) {
  for (const ValueId parameter : function_[block].parameters) inside_.insert(parameter);
  for (const InstId id : function_[block].insts) {
    const ir::Inst& inst = function_[id];
    const bool is_loop = inst.op == Op::loop || inst.op == Op::for_;
    for (const BlockId region : inst.regions) collect(region, in_loop || is_loop);
    for (const ValueId result : inst.results) inside_.insert(result);
    if (inst.op == Op::getitem || inst.op == Op::setitem) add(id, in_loop);
    if (inst.op == Op::call_direct) addArguments(id);
    if (inst.op == Op::for_) addIterated(inst.operands[0], id);
  }
}

void Accesses::add(InstId id, bool in_loop) {
  const ir::Inst& inst = function_[id];
  if (module_.types.kind(function_[inst.operands[0]].type) != ir::TypeKind::Array) return;
  const bool is_store = inst.op == Op::setitem;
  if (!is_store) return addRead(id, inst.operands[0]);
  const ValueId root = rootOf(inst.operands[0]);
  is_known &= root.valid() && !in_loop;
  all.push_back({id, root, is_store, root == inst.operands[0]});
}

// A row that is the item of a loop is part of what the loop goes over, which is read as a whole.
void Accesses::addRead(InstId id, ValueId array) {
  if (isItem(array)) return;
  const ValueId root = rootOf(array);
  is_known &= root.valid();
  all.push_back({id, root, /*is_store=*/false, root == array && function_[id].op == Op::getitem});
}

bool Accesses::isItem(ValueId value) const {
  while (isInside(value)) {
    const InstId definition = function_[value].inst;
    if (!definition.valid()) {
      const ir::Inst& owner = function_[function_[function_[value].block].owner];
      return owner.op == Op::for_ && function_[owner.regions[0]].parameters[1] == value;
    }
    const Op op = function_[definition].op;
    if (op != Op::getitem && op != Op::convert && op != Op::unpack && op != Op::extract) return false;
    value = function_[definition].operands[0];
  }
  return false;
}

// A function that is called in lanes reads the arrays it gets.
void Accesses::addArguments(InstId call) {
  for (const ValueId argument : function_[call].operands) {
    if (module_.types.kind(function_[argument].type) == ir::TypeKind::Array) addRead(call, argument);
  }
}

// The arrays that a loop goes over, behind enumerate, zip and reversed.
void Accesses::addIterated(ValueId iterable, InstId loop) {
  const ir::TypeKind kind = module_.types.kind(function_[iterable].type);
  if (kind == ir::TypeKind::Range) return;
  if (kind == ir::TypeKind::Array) return addRead(loop, iterable);
  const InstId definition = function_[iterable].inst;
  is_known &= definition.valid();
  if (!definition.valid()) return;
  for (const ValueId operand : function_[definition].operands) {
    const ir::TypeKind operand_kind = module_.types.kind(function_[operand].type);
    const bool is_iterable = operand_kind == ir::TypeKind::Array || operand_kind == ir::TypeKind::Enumerate ||
                             operand_kind == ir::TypeKind::Zip || operand_kind == ir::TypeKind::Reversed;
    if (is_iterable) addIterated(operand, loop);
  }
}

// The array from outside the loop that this one is a row of; invalid if that can't be seen.
ValueId Accesses::rootOf(ValueId array) const {
  while (isInside(array)) {
    const InstId definition = function_[array].inst;
    const bool is_view = definition.valid() &&
                         (function_[definition].op == Op::getitem || function_[definition].op == Op::convert);
    if (!is_view) return {};
    array = function_[definition].operands[0];
  }
  return module_.types.kind(function_[array].type) == ir::TypeKind::Array ? array : ValueId();
}

std::vector<ValueId> Accesses::keyOf(InstId id) const {
  const ValueId key = function_[id].operands[1];
  const InstId definition = function_[key].inst;
  const bool is_tuple = definition.valid() && function_[definition].op == Op::build_tuple;
  return is_tuple ? function_[definition].operands : std::vector<ValueId>{key};
}

std::optional<LaneMemory::InPlace> Accesses::inPlace(ValueId array) const {
  if (module_.types.kind(function_[function_[loop_].operands[0]].type) != ir::TypeKind::Range)
    return std::nullopt;
  const ValueId item = function_[function_[loop_].regions[0]].parameters[1];
  std::vector<ValueId> key;
  bool is_stored = false;
  for (const Access& access : all) {
    if (access.array != array) continue;
    if (!access.is_direct) return std::nullopt;
    const std::vector<ValueId> other = keyOf(access.inst);
    const bool is_same = key.empty() || key == other;
    if (!is_same || (is_stored && !access.is_store)) return std::nullopt;
    key = other;
    is_stored |= access.is_store;
  }
  const auto is_item = [&](ValueId part) { return part == item; };
  const bool is_known_elsewhere =
      std::ranges::none_of(key, [&](ValueId part) { return isInside(part) && !is_item(part); });
  if (!is_known_elsewhere || std::ranges::count_if(key, is_item) != 1) return std::nullopt;
  return LaneMemory::InPlace{array, static_cast<int>(std::ranges::find_if(key, is_item) - key.begin())};
}

void addOnce(std::vector<ValueId>& arrays, ValueId array) {
  if (std::ranges::find(arrays, array) == arrays.end()) arrays.push_back(array);
}

}  // namespace

LaneMemory::LaneMemory(const ir::Module& module, const ir::Function& function, InstId loop) {
  const Accesses accesses(module, function, loop);
  is_legal = accesses.is_known;
  for (const Access& access : accesses.all) addOnce(access.is_store ? written : read, access.array);
  for (const ValueId array : read) {
    if (std::ranges::find(written, array) == written.end()) continue;
    const std::optional<InPlace> place = accesses.inPlace(array);
    is_legal &= place.has_value();
    if (place) in_place.push_back(*place);
  }
}

}  // namespace krait::passes
