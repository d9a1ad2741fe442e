// Every use of the array in the body, and of the views that are taken of it there, must be part of an accumulating operation.
#include "codegen/passes/array_accumulation.h"

#include <algorithm>

#include "codegen/passes/quiet_regions.h"
#include "typeinfer/function_table.h"

namespace krait::passes {
namespace {

using ir::ChunkStart;
using ir::Inst;
using ir::InstId;
using ir::Op;
using ir::TypeKind;
using ir::ValueId;

class Accumulation {
 public:
  Accumulation(const ir::Module& module, const ir::Function& function, const LoopValues& values, ValueId array)
      : module_(module), function_(function), values_(values), found_{.array = array} {}

  std::optional<AccumulatedArray> run() {
    const ir::Type& type = module_.types[function_[found_.array].type];
    if (type.kind != TypeKind::Array || ir::dtypeKind(type.dtype) > ir::DTypeKind::Complex) return std::nullopt;
    kind_ = ir::dtypeKind(type.dtype);
    if (!accumulates(found_.array) || !found_.family.isKnown()) return std::nullopt;
    found_.start = kind_ == ir::DTypeKind::Float ? startOfFloats(found_.family) : startOf(found_.family);
    return found_;
  }

 private:
  bool accumulates(ValueId array) {
    return std::ranges::all_of(values_.usersOf(array), [&](InstId user) {
      const Inst& inst = function_[user];
      switch (inst.op) {
      case Op::broadcast:
      case Op::fit: return true;
      case Op::load_attribute: return isOfShape(inst);
      case Op::getitem: return readsToAccumulate(array, inst);
      case Op::setitem: return stores(array, user);
      case Op::map_into: return mapsElements(array, inst);
      default: return false;
      }
    });
  }

  // a.shape, a.size; not a method, which may read elements, nor a view like a.T.
  bool isOfShape(const Inst& load) const {
    const TypeKind kind = module_.types.kind(function_[load.results[0]].type);
    return kind == TypeKind::Tuple || kind == TypeKind::Int || kind == TypeKind::Literal;
  }

  bool isArray(ValueId value) const { return module_.types.kind(function_[value].type) == TypeKind::Array; }

  [[nodiscard]] InstId onlyUser(ValueId value) const {
    const std::vector<InstId>& users = values_.usersOf(value);
    return users.size() == 1 ? users[0] : InstId();
  }

  bool takes(const Family& family, InstId step = {}, bool is_second = false) {
    if (!family.isKnown()) return false;
    if (found_.family.isKnown()) return family == found_.family && (is_second == found_.is_second || kind_ != ir::DTypeKind::Float);
    found_.family = family;
    found_.step = step;
    found_.is_second = is_second;
    return true;
  }

  // An operation that gives an element anew, with the old one as its operand k.
  bool takesStep(InstId id, size_t k) {
    const Inst& step = function_[id];
    const Family family = familyOf(step, k);
    const bool is_extreme = family.isKnown() && family.op == Op::call_builtin;
    if (is_extreme && !canSplitExtreme(function_, step, k, kind_)) return false;
    return takes(family, id, is_extreme && k != firstNumberOf(step));
  }

  // A view that accumulates itself, or an element that is read for a store to the same place.
  bool readsToAccumulate(ValueId array, const Inst& read) {
    if (read.operands[0] != array) return false;
    const ValueId element = read.results[0];
    if (isArray(element)) return accumulates(element);
    return std::ranges::any_of(values_.usersOf(element), [&](InstId user) {
      const InstId store = storeAfter(user);
      return store.valid() && function_[store].operands[0] == array && stores(array, store) && readOf(store) == element;
    });
  }

  // The store that an operation with the element leads to: of its result, of what an `and` or `or` gives, of what it guards.
  [[nodiscard]] InstId storeAfter(InstId user) const {
    const Inst& inst = function_[user];
    if (inst.op == Op::lt || inst.op == Op::gt) return guardedStore(user);
    if (inst.op == Op::truth) {
      const InstId branch = onlyUser(inst.results[0]);
      return branch.valid() && function_[branch].op == Op::if_ ? storeOfResult(branch) : InstId();
    }
    return storeOfResult(user);
  }

  [[nodiscard]] InstId storeOfResult(InstId id) const {
    const std::vector<ValueId>& results = function_[id].results;
    const InstId store = results.size() == 1 ? onlyUser(results[0]) : InstId();
    return store.valid() && function_[store].op == Op::setitem && function_[store].operands[2] == results[0] ? store : InstId();
  }

  // if x < a[k]: a[k] = x
  [[nodiscard]] InstId guardedStore(InstId comparison) const {
    const InstId truth = onlyUser(function_[comparison].results[0]);
    const InstId branch = truth.valid() && function_[truth].op == Op::truth ? onlyUser(function_[truth].results[0]) : InstId();
    if (!branch.valid() || function_[branch].op != Op::if_) return {};
    const std::vector<InstId>& insts = function_[function_[branch].regions[0]].insts;
    const auto store = std::ranges::find_if(insts, [&](InstId id) { return function_[id].op == Op::setitem; });
    return store != insts.end() ? *store : InstId();
  }

  // The element that a store puts another one in place of; stores() has found it.
  [[nodiscard]] ValueId readOf(InstId store) const {
    const auto found = reads_.find(store);
    return found != reads_.end() ? found->second : ValueId();
  }

  // a[k] = a[k] + x, and what else means a step
  bool stores(ValueId array, InstId store) {
    if (reads_.contains(store)) return true;
    const Inst& inst = function_[store];
    if (inst.operands[0] != array) return false;
    const InstId made = function_[inst.operands[2]].inst;
    const bool is_made = values_.isInside(made);
    if (is_made && function_[made].op == Op::if_) return storesTruth(store, made);
    return (is_made && storesStep(store, made)) || storesGuarded(store);
  }

  // Whether the value is the element that the store goes to, read in this iteration and for nothing else but `users` operations.
  [[nodiscard]] bool isReadFor(InstId store, ValueId value, size_t users) const {
    const InstId made = function_[value].inst;
    if (!values_.isInside(made) || function_[made].op != Op::getitem) return false;
    const Inst& read = function_[made];
    const Inst& target = function_[store];
    return read.operands[0] == target.operands[0] && values_.areEqual(read.operands[1], target.operands[1]) &&
           values_.usersOf(value).size() == users;
  }

  bool storesStep(InstId store, InstId step) {
    const Inst& operation = function_[step];
    const auto is_read = [&](ValueId value) { return isReadFor(store, value, 1); };
    const auto place = std::ranges::find_if(operation.operands, is_read);
    if (place == operation.operands.end() || operation.results.size() != 1) return false;
    const bool keeps_type = function_[operation.results[0]].type == function_[*place].type;
    if (!keeps_type || onlyUser(operation.results[0]) != store) return false;
    reads_[store] = *place;
    return takesStep(step, static_cast<size_t>(place - operation.operands.begin()));
  }

  // Of bools: the other operand where the element is true (`and`), or where it is false (`or`), else the element.
  bool storesTruth(InstId store, InstId branch) {
    const InstId truth = function_[function_[branch].operands[0]].inst;
    if (kind_ != ir::DTypeKind::Bool || !truth.valid() || function_[truth].op != Op::truth) return false;
    const ValueId element = function_[truth].operands[0];
    if (!isReadFor(store, element, 2) || onlyUser(function_[truth].results[0]) != branch || storeOfResult(branch) != store) return false;
    if (function_[function_[branch].results[0]].type != function_[element].type || !hasQuietRegions(module_, function_, branch)) return false;
    reads_[store] = element;
    for (size_t region = 0; region < 2; ++region) {
      const bool gives_element = function_[function_[function_[branch].regions[region]].insts.back()].operands[0] == element;
      if (gives_element) return takes({region == 1 ? Op::bit_and : Op::bit_or});
    }
    return false;
  }

  // if x < a[k]: a[k] = x is a[k] = min(a[k], x)
  bool storesGuarded(InstId store) {
    const InstId branch = function_[function_[store].parent].owner;
    if (!branch.valid() || function_[branch].op != Op::if_ || function_[store].parent != function_[branch].regions[0]) return false;
    const InstId truth = function_[function_[branch].operands[0]].inst;
    const InstId comparison = truth.valid() && function_[truth].op == Op::truth ? function_[function_[truth].operands[0]].inst : InstId();
    if (!values_.isInside(comparison) || guardedStore(comparison) != store) return false;
    const Inst& compare = function_[comparison];
    const bool is_left = isReadFor(store, compare.operands[0], 1);
    if (!is_left && !isReadFor(store, compare.operands[1], 1)) return false;
    const ValueId element = compare.operands[is_left ? 0 : 1], other = compare.operands[is_left ? 1 : 0];
    const bool keeps_other = isStoredAs(other, function_[store].operands[2], function_[element].type);
    const bool gives_nothing = std::ranges::all_of(function_[branch].results, [&](ValueId each) { return values_.usersOf(each).empty(); });
    const bool is_quiet = values_.isQuietBetween(function_[element].inst, store) && hasQuietRegions(module_, function_, branch, store);
    if (!keeps_other || !gives_nothing || !is_quiet) return false;
    reads_[store] = element;
    const FunctionId extreme = (compare.op == Op::lt) != is_left ? FunctionId::builtins_min : FunctionId::builtins_max;
    return kind_ != ir::DTypeKind::Complex && takes({Op::call_builtin, static_cast<uint32_t>(extreme)});
  }

  // Whether what is stored is the value, as it is or as a conversion that does not change it.
  [[nodiscard]] bool isStoredAs(ValueId value, ValueId stored, ir::TypeId element) const {
    const bool is_integer = kind_ == ir::DTypeKind::Signed || kind_ == ir::DTypeKind::Unsigned;
    const auto fits = [&](ValueId each) {
      const TypeKind kind = module_.types.kind(function_[each].type);
      return function_[each].type == element || (kind == TypeKind::Int && is_integer) ||
             (kind == TypeKind::Float && module_.types[element].dtype == ir::DType::Float64);
    };
    if (!fits(stored)) return false;
    if (values_.areEqual(value, stored)) return true;
    const InstId made = function_[stored].inst;
    return made.valid() && function_[made].op == Op::convert && fits(value) && values_.areEqual(value, function_[made].operands[0]);
  }

  // map_into a (x = a, ...) { give x + ... }
  bool mapsElements(ValueId array, const Inst& map) {
    const ValueId whole = wholeOf(array);
    const auto is_it = [&](ValueId value) { return wholeOf(value) == whole; };
    if (!is_it(map.operands[0]) || std::ranges::count_if(map.operands, is_it) != 2) return false;
    const ir::Block& region = function_[map.regions[0]];
    const std::vector<ValueId>& given = function_[region.insts.back()].operands;
    const InstId step = given.size() == 1 ? function_[given[0]].inst : InstId();
    if (!values_.isInside(step)) return false;
    const size_t own = static_cast<size_t>(std::ranges::find_if(map.operands.begin() + 1, map.operands.end(), is_it) - map.operands.begin()) - 1;
    const ValueId element = region.parameters[own];
    const auto place = std::ranges::find(function_[step].operands, element);
    const bool is_once = place != function_[step].operands.end() && onlyUser(element) == step;
    const bool keeps_type = function_[given[0]].type == function_[element].type;
    return is_once && keeps_type && takesStep(step, static_cast<size_t>(place - function_[step].operands.begin()));
  }

  // The array whose elements in their order the view has: a[:], a[...], a[:, :].
  [[nodiscard]] ValueId wholeOf(ValueId view) const {
    const InstId made = function_[view].inst;
    const bool is_view = values_.isInside(made) && function_[made].op == Op::getitem;
    if (!is_view || !selectsAll(function_[made].operands[1])) return view;
    const ValueId array = function_[made].operands[0];
    return isArray(array) && function_[array].type == function_[view].type ? wholeOf(array) : view;
  }

  [[nodiscard]] bool selectsAll(ValueId key) const {
    const ir::Type& type = module_.types[function_[key].type];
    if (type.kind == TypeKind::Literal) return module_.constants[type.constant].kind == ir::ConstKind::Ellipsis;
    const InstId made = function_[key].inst;
    if (!made.valid()) return false;
    const Inst& inst = function_[made];
    if (inst.op == Op::build_tuple) return std::ranges::all_of(inst.operands, [&](ValueId each) { return selectsAll(each); });
    return inst.op == Op::build_slice && std::ranges::all_of(inst.operands, [&](ValueId each) {
      return module_.types.kind(function_[each].type) == TypeKind::None;
    });
  }

  const ir::Module& module_;
  const ir::Function& function_;
  const LoopValues& values_;
  AccumulatedArray found_;
  ir::DTypeKind kind_ = ir::DTypeKind::Float;
  std::unordered_map<InstId, ValueId> reads_;  // of the stores that were found to be steps
};

}  // namespace

std::optional<AccumulatedArray> accumulationOf(const ir::Module& module, const ir::Function& function, const LoopValues& values, ValueId array) {
  return Accumulation(module, function, values, array).run();
}

}  // namespace krait::passes
