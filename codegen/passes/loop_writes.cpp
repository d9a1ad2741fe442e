// Every write in the body, traced to the array it goes to through the rows and slices that are taken of it.
#include "codegen/passes/loop_writes.h"

#include <algorithm>

#include "codegen/passes/array_effects.h"
#include "codegen/passes/array_owners.h"
#include "typeinfer/function_table.h"

namespace krait::passes {
namespace {

using ir::Inst;
using ir::InstId;
using ir::Op;
using ir::TypeKind;
using ir::ValueId;

// Elements of an array from outside: which one, and by which keys.
struct Place {
  ValueId root;  // invalid: memory of the iteration's own
  std::vector<ValueId> keys;
  bool is_known = true;
  std::vector<uint32_t> attributes = {};  // of a.T, a.real: one for each that lies on the way
};

struct OwnWrite {
  ValueId root;
  std::vector<ValueId> components;  // of the first key
  std::vector<uint32_t> attributes;
};

enum class Verdict : uint8_t { Own, Same, Unknown };

class WriteFinder {
 public:
  WriteFinder(const ir::Module& module, const ir::Function& function, const LoopValues& values)
      : module_(module), function_(function), values_(values) {}

  LoopWrites run() {
    for (const InstId id : values_.insts()) visit(id);
    return std::move(writes_);
  }

 private:
  void visit(InstId id) {
    const Inst& inst = function_[id];
    if (inst.op == Op::setitem) {
      Place place = placeOf(inst.operands[0]);
      place.keys.push_back(inst.operands[1]);
      note(id, place);
    } else if (inst.op == Op::map_into || inst.op == Op::list_append) {
      note(id, placeOf(inst.operands[0]));
    } else if (inst.op == Op::call_builtin && writesArrays(module_, function_, id)) {
      noteBuiltin(id);
    } else if (inst.op == Op::call_direct && takesFromOutside(inst) && writesAnything(inst.callee())) {
      writes_.undecided.push_back(id);
    }
  }

  [[nodiscard]] Place placeOf(ValueId array) const {
    if (!values_.isInside(array)) return {array, {}, true};
    const InstId made = function_[array].inst;
    if (!made.valid()) return {array, {}, false};
    const Inst& inst = function_[made];
    if (inst.op == Op::getitem) {
      Place place = placeOf(inst.operands[0]);
      place.keys.push_back(inst.operands[1]);
      return place;
    }
    const bool is_same = inst.op == Op::convert || (inst.op == Op::extract && isMethod(inst.operands[0]));
    if (inst.op == Op::load_attribute) {
      Place place = placeOf(inst.operands[0]);
      place.attributes.push_back(inst.attribute);
      return place;
    }
    if (is_same) return placeOf(inst.operands[0]);
    const bool is_new = inst.op == Op::call_direct || inst.op == Op::map || inst.op == Op::reduce || inst.op == Op::build_list ||
                        (inst.op == Op::call_builtin && givesNewArrays(inst.attribute));
    return {{}, {}, is_new || !takesFromOutside(inst)};
  }

  // An object beside the function that is called on it.
  [[nodiscard]] bool isMethod(ValueId value) const { return module_.types.kind(function_[value].type) == TypeKind::Method; }

  // Each iteration has elements of its own if one index counts with the iterations.
  [[nodiscard]] Verdict verdictOf(const Place& place) const {
    bool is_same = true;
    for (const ValueId key : place.keys) {
      for (const ValueId component : componentsOf(key)) {
        if (values_.strideOf(component)) return Verdict::Own;
        is_same = is_same && values_.isSameInAll(component);
      }
    }
    return is_same ? Verdict::Same : Verdict::Unknown;
  }

  [[nodiscard]] std::vector<ValueId> componentsOf(ValueId key) const {
    const InstId made = function_[key].inst;
    if (module_.types.kind(function_[key].type) != TypeKind::Tuple || !made.valid()) return {key};
    const Inst& inst = function_[made];
    if (inst.op == Op::convert) return componentsOf(inst.operands[0]);
    return inst.op == Op::build_tuple ? inst.operands : std::vector{key};
  }

  void note(InstId id, const Place& place) {
    if (!place.is_known) return writes_.undecided.push_back(id);
    if (!place.root.valid()) return;
    const Verdict verdict = verdictOf(place);
    if (verdict == Verdict::Own) return noteOwn(id, place);
    if (accumulate(place.root)) return;
    if (verdict == Verdict::Unknown) return writes_.undecided.push_back(id);
    if (!writes_.race.valid()) writes_.race = id;
  }

  // The array that a view in front of the loop was taken of.
  [[nodiscard]] ValueId baseOf(ValueId array) const {
    const InstId made = function_[array].inst;
    if (!made.valid()) return array;
    const Inst& inst = function_[made];
    const bool is_view = inst.op == Op::getitem || inst.op == Op::load_attribute || inst.op == Op::convert;
    return is_view ? baseOf(inst.operands[0]) : array;
  }

  // Whether the body has the array under another name: a view of it, or what it is a view of.
  [[nodiscard]] bool hasOtherName(ValueId array) const {
    return std::ranges::any_of(values_.insts(), [&](InstId id) {
      return std::ranges::any_of(function_[id].operands, [&](ValueId operand) {
        if (operand == array || values_.isInside(operand) || arrayCount(module_, function_[operand].type) == 0) return false;
        return baseOf(operand) == baseOf(array);
      });
    });
  }

  bool accumulate(ValueId array) {
    const auto is_it = [&](const AccumulatedArray& each) { return each.array == array; };
    if (std::ranges::any_of(writes_.accumulated, is_it)) return true;
    if (hasOtherName(array)) return false;
    const std::optional<AccumulatedArray> found = accumulationOf(module_, function_, values_, array);
    if (found) writes_.accumulated.push_back(*found);
    return found.has_value();
  }

  // Reads of the same array: a constant number of iterations away, or nobody knows where.
  void noteReads(const Place& place) {
    if (place.keys.empty()) return;
    const std::vector<ValueId> written = componentsOf(place.keys[0]);
    for (const InstId user : values_.usersOf(place.root)) {
      const Inst& read = function_[user];
      if (read.op == Op::getitem && read.operands[0] == place.root) {
        noteRead(user, written, componentsOf(read.operands[1]));
      } else if (readsAll(read)) {
        addOnce(writes_.undecided_reads, user);
      }
    }
  }

  void noteRead(InstId read, const std::vector<ValueId>& written, const std::vector<ValueId>& components) {
    if (areDistinct(written, components)) return;
    for (size_t k = 0; k < std::min(written.size(), components.size()); ++k) {
      if (!areApart(written[k], components[k])) continue;
      if (!writes_.neighbour.valid()) writes_.neighbour = read;
      return;
    }
    if (!hasNoStride(written)) addOnce(writes_.undecided_reads, read);
  }

  // A method, an operation on all elements, a function.
  [[nodiscard]] bool readsAll(const Inst& inst) const {
    if (inst.op == Op::load_attribute) return isMethod(inst.results[0]);
    return inst.op == Op::map || inst.op == Op::reduce || inst.op == Op::call_direct;
  }

  static void addOnce(std::vector<InstId>& list, InstId id) {
    if (std::ranges::count(list, id) == 0) list.push_back(id);
  }

  [[nodiscard]] bool hasNoStride(const std::vector<ValueId>& components) const {
    return std::ranges::none_of(components, [&](ValueId each) { return values_.strideOf(each).has_value(); });
  }

  // Two iterations never come to one element by these keys: in one axis they count in the same way.
  [[nodiscard]] bool areDistinct(const std::vector<ValueId>& one, const std::vector<ValueId>& other) const {
    for (size_t k = 0; k < std::min(one.size(), other.size()); ++k) {
      const std::optional<Stride> a = values_.strideOf(one[k]), b = values_.strideOf(other[k]);
      if (!a || !b || a->factor != b->factor || a->base != b->base) continue;
      if (a->offset == b->offset || (a->offset - b->offset) % a->factor != 0) return true;
    }
    return false;
  }

  // Two places of one array that each iteration has for its own may still be those of two iterations: a[i, :] and a[:, i].
  void noteOwn(InstId id, const Place& place) {
    const std::vector<ValueId> written = componentsOf(place.keys[0]);
    for (const OwnWrite& other : own_) {
      if (other.root != place.root || hasNoStride(written) || hasNoStride(other.components)) continue;
      if (other.attributes == place.attributes && areDistinct(written, other.components)) continue;
      addOnce(writes_.undecided, id);
    }
    own_.push_back({place.root, written, place.attributes});
    noteReads(place);
  }

  [[nodiscard]] bool areApart(ValueId a, ValueId b) const {
    const std::optional<Stride> one = values_.strideOf(a), other = values_.strideOf(b);
    if (!one || !other || one->factor != other->factor || one->base != other->base) return false;
    const int64_t distance = one->offset - other->offset;
    return distance != 0 && distance % one->factor == 0;
  }

  void noteBuiltin(InstId id) {
    const Inst& inst = function_[id];
    const bool changes_first = module_.types.kind(function_[inst.results[0]].type) == TypeKind::None;
    if (changes_first) return note(id, placeOf(inst.operands[0]));
    if (takesFromOutside(inst)) writes_.undecided.push_back(id);
  }

  [[nodiscard]] bool takesFromOutside(const Inst& inst) const {
    return std::ranges::any_of(inst.operands, [&](ValueId operand) {
      return arrayCount(module_, function_[operand].type) != 0 && placeOf(operand).root.valid() &&
             verdictOf(placeOf(operand)) != Verdict::Own;
    });
  }

  // Whether the function, or one that it calls, may write to arrays.
  bool writesAnything(ir::FuncId id) {
    if (!looked_at_.insert(id.index).second) return false;
    const ir::Function& callee = module_[id];
    for (uint32_t k = 0; k < callee.instCount(); ++k) {
      const Inst& inst = callee[InstId(k)];
      if (!inst.parent.valid()) continue;
      const bool writes = inst.op == Op::call_direct ? writesAnything(inst.callee()) : writesArrays(module_, callee, InstId(k));
      if (writes) return true;
    }
    return false;
  }

  const ir::Module& module_;
  const ir::Function& function_;
  const LoopValues& values_;
  LoopWrites writes_;
  std::vector<OwnWrite> own_;
  std::unordered_set<uint32_t> looked_at_;
};

}  // namespace

LoopWrites writesOf(const ir::Module& module, const ir::Function& function, const LoopValues& values) {
  return WriteFinder(module, function, values).run();
}

}  // namespace krait::passes
