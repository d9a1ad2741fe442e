// Unrolling and nesting of loops. What is made here has no types yet: the walk that asked for it goes on through it.
#include "typeinfer/expand_loops.h"

#include <algorithm>

#include "frontend/ir/clone_region.h"
#include "frontend/support/check.h"

namespace krait::infer {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::Op;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;
using ir::ValueId;

constexpr size_t kMostCopies = 64;
constexpr size_t kMostInstructions = 50'000;

// The items of which there are so many whatever happens at run time; a zip may end earlier.
size_t knownCount(const ir::Module& module, TypeId id) {
  const Type& type = module.types[id];
  if (type.kind == TypeKind::Tuple) return type.elements.size();
  if (type.kind == TypeKind::Enumerate || type.kind == TypeKind::Reversed) return knownCount(module, type.elements[0]);
  if (type.kind != TypeKind::Zip) return SIZE_MAX;
  size_t count = SIZE_MAX;
  for (const TypeId element : type.elements) count = std::min(count, knownCount(module, element));
  return count;
}

bool hasZip(const ir::Module& module, TypeId id) {
  const Type& type = module.types[id];
  if (type.kind == TypeKind::Zip) return true;
  return type.kind != TypeKind::Tuple &&
         std::ranges::any_of(type.elements, [&](TypeId element) { return hasZip(module, element); });
}

class Expansion {
 public:
  Expansion(Typing& t, InstId loop)
      : t_(t), function_(t.function), loop_(loop), range_(function_[loop].range), body_(function_[loop].regions[0]),
        iterator_(function_[loop].operands[0]), type_(t.type(iterator_)) {
    const std::vector<ValueId>& operands = function_[loop].operands;
    initial_.assign(operands.begin() + 1, operands.end());
    const std::vector<ValueId>& parameters = function_[body_].parameters;
    item_ = parameters[1];
    carried_.assign(parameters.begin() + 2, parameters.end());
  }

  void unroll();
  void nest();

 private:
  void becomeScope();
  ValueId add(BlockId block, Op op, std::vector<ValueId> operands, uint32_t attribute = 0);
  ValueId addConstant(BlockId block, ir::Constant constant);
  void addEnd(BlockId block, Op op, std::vector<ValueId> operands, InstId label = {});
  void stopUnlessMore(ValueId position, const std::vector<ValueId>& values);
  std::vector<ValueId> addCopy(ValueId position, ValueId item, const std::vector<ValueId>& values);
  ValueId addExtent(BlockId block, ValueId shape, size_t axis);
  InstId addLoop(BlockId block, ValueId extent, const std::vector<ValueId>& values);
  BlockId addRegion(InstId loop);
  void moveBody(InstId innermost, ValueId object, std::vector<ValueId> indices);
  void nestLoops(ValueId object, ValueId shape, size_t ndim);
  void relabel(BlockId block, InstId label);
  ValueId addItem(BlockId block, ValueId object, std::vector<ValueId> indices);

  Typing& t_;
  ir::Function& function_;
  const InstId loop_;
  const SourceRange range_;
  const BlockId body_;
  const ValueId iterator_;
  const TypeId type_;
  ValueId item_;
  std::vector<ValueId> initial_;
  std::vector<ValueId> carried_;
  BlockId region_;
};

// The results stay: they are what the scope is left with.
void Expansion::becomeScope() {
  region_ = function_.addBlock(loop_);
  ir::Inst& inst = function_[loop_];
  inst.op = Op::scope;
  inst.poll = ir::Poll::None;
  inst.operands.clear();
  inst.regions = {region_};
}

ValueId Expansion::add(BlockId block, Op op, std::vector<ValueId> operands, uint32_t attribute) {
  const InstId inst = function_.makeInst(op, std::move(operands), 1, t_.module.types.never, range_);
  function_[inst].attribute = attribute;
  function_.append(block, inst);
  return function_[inst].results[0];
}

ValueId Expansion::addConstant(BlockId block, ir::Constant constant) {
  return add(block, Op::constant, {}, t_.module.constants.intern(std::move(constant)).index);
}

void Expansion::addEnd(BlockId block, Op op, std::vector<ValueId> operands, InstId label) {
  const InstId inst = function_.makeInst(op, std::move(operands), 0, {}, range_);
  if (label.valid()) function_[inst].attribute = label.index;
  function_.append(block, inst);
}

// if_ (iter_more %it, k) { yield } else { break_to #loop(values) }
void Expansion::stopUnlessMore(ValueId position, const std::vector<ValueId>& values) {
  const ValueId more = add(region_, Op::iter_more, {iterator_, position});
  const InstId test = function_.makeInst(Op::if_, {more}, 0, {}, range_);
  function_.append(region_, test);
  const BlockId go_on = function_.addBlock(test), end = function_.addBlock(test);
  function_[test].regions = {go_on, end};
  addEnd(go_on, Op::yield, {});
  addEnd(end, Op::break_to, values, loop_);
}

// The body once more; what it carries afterwards.
std::vector<ValueId> Expansion::addCopy(ValueId position, ValueId item, const std::vector<ValueId>& values) {
  const InstId scope = function_.makeInst(Op::scope, {}, 0, {}, range_);
  function_.append(region_, scope);
  for (const ValueId value : carried_) function_.addResult(scope, t_.module.types.never, function_[value].name);
  ir::RegionCopy copy;
  copy.values[function_[body_].parameters[0]] = position;
  copy.values[item_] = item;
  for (size_t k = 0; k < carried_.size(); ++k) copy.values[carried_[k]] = values[k];
  copy.labels[loop_] = scope;
  const BlockId region = ir::cloneRegion(function_, body_, scope, copy);
  function_[scope].regions = {region};
  relabel(region, scope);
  return function_[scope].results;
}

// What went on with the loop leaves the copy's scope.
void Expansion::relabel(BlockId block, InstId label) {
  const bool leaves = function_[label].op == Op::scope;
  for (const InstId id : std::vector(function_[block].insts)) {
    ir::Inst& inst = function_[id];
    if (inst.op == Op::continue_to && (inst.label() == loop_ || inst.label() == label)) {
      inst.attribute = label.index;
      if (leaves) inst.op = Op::break_to;
    }
    for (const BlockId region : std::vector(inst.regions)) relabel(region, label);
  }
}

void Expansion::unroll() {
  const size_t count = knownCount(t_.module, type_);
  const bool may_end = hasZip(t_.module, type_);
  if (count > kMostCopies || function_.instCount() > kMostInstructions) {
    t_.error(DiagKind::not_iterable, loop_,
             {t_.text(type_), "Its elements have different types, and there are too many to write the loop out."});
  }
  std::vector<ValueId> values = initial_;
  becomeScope();
  for (size_t k = 0; k < count; ++k) {
    const ValueId position = addConstant(region_, ir::intConstant(static_cast<int64_t>(k)));
    if (may_end) stopUnlessMore(position, values);
    const ValueId item = add(region_, Op::iter_item, {iterator_, position});
    values = addCopy(position, item, values);
  }
  if (may_end) {
    const ValueId end = addConstant(region_, ir::intConstant(static_cast<int64_t>(count)));
    add(region_, Op::iter_more, {iterator_, end});  // a strict zip is asked once more
  }
  addEnd(region_, Op::yield, values);
}

ValueId Expansion::addExtent(BlockId block, ValueId shape, size_t axis) {
  return add(block, Op::extract, {shape}, static_cast<uint32_t>(axis));
}

// for_ range(extent) (position, index) (values), with an empty region.
InstId Expansion::addLoop(BlockId block, ValueId extent, const std::vector<ValueId>& values) {
  const ValueId callee = addConstant(block, ir::textConstant(ir::ConstKind::Class, "builtins.range"));
  const uint32_t no_keywords = t_.module.constants.intern(ir::tupleConstant({})).index;
  const ValueId range = add(block, Op::call, {callee, extent}, no_keywords);
  std::vector<ValueId> operands = {range};
  operands.insert(operands.end(), values.begin(), values.end());
  const InstId loop = function_.makeInst(Op::for_, std::move(operands), 0, {}, range_);
  function_.append(block, loop);
  for (const ValueId value : carried_) function_.addResult(loop, t_.module.types.never, function_[value].name);
  return loop;
}

ValueId Expansion::addItem(BlockId block, ValueId object, std::vector<ValueId> indices) {
  const TypeKind kind = t_.module.types.kind(type_);
  const bool gives_arrays = kind == TypeKind::NdIter && !t_.module.types[type_].constant.valid();  // a.flat gives elements
  if (gives_arrays) indices.push_back(addConstant(block, ir::textConstant(ir::ConstKind::Ellipsis, "")));
  const ValueId key = add(block, Op::build_tuple, std::move(indices));
  if (kind == TypeKind::NdIndex) return key;
  const ValueId element = add(block, Op::getitem, {object, key});
  return kind == TypeKind::NdIter ? element : add(block, Op::build_tuple, {key, element});
}

// A region with a position and an index, and the values that the loop carries.
BlockId Expansion::addRegion(InstId loop) {
  const BlockId block = function_.addBlock(loop);
  function_.addParameter(block, t_.module.types.index);
  function_.addParameter(block, t_.module.types.never);
  for (const ValueId value : carried_) function_.addParameter(block, t_.module.types.never, function_[value].name);
  return block;
}

// The body, for the innermost loop: it counts an index, and makes its item first of all.
void Expansion::moveBody(InstId innermost, ValueId object, std::vector<ValueId> indices) {
  function_[body_].owner = innermost;
  const ValueId index = function_.addParameter(body_, t_.module.types.never);
  std::vector<ValueId>& parameters = function_[body_].parameters;
  parameters.pop_back();
  parameters[1] = index;
  indices.push_back(index);
  const BlockId front = function_.addBlock();
  const ValueId made = addItem(front, object, std::move(indices));
  const InstId definition = function_[made].inst;
  function_[definition].results = {item_};
  function_[item_].inst = definition;
  function_[item_].block = {};
  const std::vector<InstId> insts = function_[front].insts;
  for (const InstId id : insts) function_[id].parent = body_;
  function_[body_].insts.insert(function_[body_].insts.begin(), insts.begin(), insts.end());
  relabel(body_, innermost);
}

// One loop in another; the body goes into the last. What an inner one ends with, the outer one goes on with.
void Expansion::nestLoops(ValueId object, ValueId shape, size_t ndim) {
  std::vector<ValueId> indices, values = initial_;
  BlockId block = region_;
  InstId outer;
  for (size_t axis = 0; axis < ndim; ++axis) {
    const InstId loop = addLoop(block, addExtent(block, shape, axis), values);
    addEnd(block, outer.valid() ? Op::continue_to : Op::yield, function_[loop].results, outer);
    outer = loop;
    if (axis + 1 == ndim) break;
    block = addRegion(loop);
    function_[loop].regions = {block};
    const std::vector<ValueId>& parameters = function_[block].parameters;
    indices.push_back(parameters[1]);
    values.assign(parameters.begin() + 2, parameters.end());
  }
  function_[outer].regions = {body_};
  moveBody(outer, object, std::move(indices));
}

void Expansion::nest() {
  const Type object_type = t_.module.types[t_.module.types[type_].elements[0]];
  const bool is_shape = t_.module.types.kind(type_) == TypeKind::NdIndex;
  const size_t ndim = is_shape ? object_type.elements.size() : object_type.ndim;
  becomeScope();
  const ValueId object = add(region_, Op::extract, {iterator_}, 0);
  if (ndim == 0) {
    const ValueId item = addItem(region_, object, {});
    return addEnd(region_, Op::yield, addCopy(item, item, initial_));
  }
  const uint32_t shape_name = t_.module.names.intern("shape").index;
  nestLoops(object, is_shape ? object : add(region_, Op::load_attribute, {object}, shape_name), ndim);
}

}  // namespace

bool needsUnrolling(ir::Module& module, TypeId iterable) {
  const Type type = module.types[iterable];
  if (type.kind == TypeKind::Tuple) return !type.elements.empty() && commonElement(module, type) == module.types.never;
  const bool is_lazy =
      type.kind == TypeKind::Zip || type.kind == TypeKind::Enumerate || type.kind == TypeKind::Reversed;
  return is_lazy && std::ranges::any_of(type.elements, [&](TypeId each) { return needsUnrolling(module, each); });
}

bool isNest(const ir::Module& module, TypeId iterable) {
  const TypeKind kind = module.types.kind(iterable);
  return kind == TypeKind::NdIndex || kind == TypeKind::NdEnumerate || kind == TypeKind::NdIter;
}

TypeId itemTypeAt(Typing& t, InstId at, TypeId iterable, size_t position) {
  const Type type = t.module.types[iterable];
  switch (type.kind) {
    case TypeKind::Tuple: return position < type.elements.size() ? type.elements[position] : t.module.types.never;
    case TypeKind::Enumerate: {
      const TypeId pair[] = {t.module.types.integer, itemTypeAt(t, at, type.elements[0], position)};
      return t.module.types.tuple(pair);
    }
    case TypeKind::Zip: {
      std::vector<TypeId> items;
      for (const TypeId element : type.elements) items.push_back(itemTypeAt(t, at, element, position));
      return t.module.types.tuple(items);
    }
    case TypeKind::Reversed: {
      const size_t count = knownCount(t.module, type.elements[0]);
      return itemTypeAt(t, at, type.elements[0], count == SIZE_MAX ? 0 : count - 1 - position);
    }
    default: return itemType(t, at, iterable);
  }
}

bool expandLoop(Typing& t, InstId for_loop) {
  const TypeId iterable = t.operandType(for_loop, 0);
  const bool is_nest = isNest(t.module, iterable);
  if (!is_nest && !needsUnrolling(t.module, iterable)) return false;
  CHECK(!t.finalizing, "loops are expanded before the finalizing walk");
  Expansion expansion(t, for_loop);
  is_nest ? expansion.nest() : expansion.unroll();
  return true;
}

}  // namespace krait::infer
