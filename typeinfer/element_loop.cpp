// Building the loops over elements.
#include "typeinfer/element_loop.h"

#include <algorithm>
#include <array>

#include "frontend/support/check.h"

namespace krait::infer {
namespace {

using ir::BlockId;
using ir::InstId;
using ir::Layout;
using ir::Op;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;
using ir::ValueId;

// Bool < unsigned < signed < float < complex: what 'same_kind' lets a result be cast to.
int sameKindRank(ir::DTypeKind kind) {
  constexpr std::array kRanks = {0, 2, 1, 3, 4, 5, 2};  // in the order of DTypeKind
  return kRanks[static_cast<size_t>(kind)];
}

bool casts(const ir::Module& module, TypeId from, ir::DType to, std::string_view casting) {
  const std::optional<Numeric> number = numericOf(module, from);
  const ir::DType dtype = number ? number->dtype : module.types[from].dtype;
  if (casting != "same_kind") return canCast(dtype, to, casting);
  return dtype == to || sameKindRank(ir::dtypeKind(dtype)) <= sameKindRank(ir::dtypeKind(to));
}

}  // namespace

int dimensions(const ir::Module& module, TypeId type) {
  return isArray(module, type) ? module.types[type].ndim : 0;
}

void checkWritable(Typing& t, InstId inst, TypeId array) {
  if (t.module.types[array].readonly) {
    t.error(DiagKind::unsupported_store, inst, {"the result", t.text(array), "The array is read-only: write into a copy of it, a.copy()."});
  }
}

void ElementLoop::makeRegion(Op op) {
  ir::Function& function = t.function;
  const SourceRange range = function[inst_].range;
  const size_t result_count = std::max<size_t>(function[inst_].results.size(), 1);
  region_ = function.addBlock(inst_);
  std::vector<ValueId> operands;
  for (const LoopInput& input : inputs_) {
    operands.push_back(isArray(t.module, input.type) ? function.addParameter(region_, t.module.types.never) : input.value);
  }
  inner_ = function.makeInst(op, std::move(operands), static_cast<int>(result_count), t.module.types.never, range);
  function[inner_].attribute = function[inst_].attribute;
  function.append(region_, inner_);
  const std::vector<ValueId> given = function[inner_].results;
  function.append(region_, function.makeInst(Op::give, given, 0, t.module.types.never, range));
  function[inst_].regions = {region_};
}

void ElementLoop::typeParameters() {
  size_t next = 0;
  for (const LoopInput& input : inputs_) {
    if (!isArray(t.module, input.type)) continue;
    const ValueId parameter = t.function[region_].parameters[next++];
    if (!t.finalizing) t.function[parameter].type = t.module.types.scalar(t.module.types[input.type].dtype);
  }
}

std::vector<LoopInput> ElementLoop::elements() const {
  std::vector<LoopInput> elements;
  size_t next = 0;
  for (const LoopInput& input : inputs_) {
    if (!isArray(t.module, input.type)) {
      elements.push_back(input);
      continue;
    }
    const ValueId parameter = t.function[region_].parameters[next++];
    elements.push_back({parameter, t.type(parameter)});
  }
  return elements;
}

// An operand that was a scalar when the region was made may have become an array.
bool ElementLoop::hasRegion() const {
  if (t.function[inst_].regions.empty()) return false;
  const auto count = std::ranges::count_if(inputs_, [&](const LoopInput& input) { return isArray(t.module, input.type); });
  return t.function[t.function[inst_].regions[0]].parameters.size() == static_cast<size_t>(count);
}

Flow ElementLoop::infer(Op op, const Typing::Rule& rule) {
  if (!hasRegion()) makeRegion(op);
  region_ = t.function[inst_].regions[0];
  inner_ = t.function[region_].insts[0];
  typeParameters();
  t.walkBlock(region_, rule);
  const TypeId element = t.type(t.function[inner_].results[0]);
  if (element == t.module.types.never) return Flow::Stop;
  if (destination_.array.valid() && !destination_.assigns) checkCast(element);
  const bool has_result = !t.function[inst_].results.empty();  // a store has none
  if (has_result) t.setResult(inst_, destination_.array.valid() ? destination_.type : resultType(element));
  if (t.finalizing) finish();
  return Flow::Next;
}

int ElementLoop::resultDimensions() const {
  int most = 0;
  for (const LoopInput& input : inputs_) most = std::max(most, dimensions(t.module, input.type));
  return most;
}

// In the order of memory that the inputs have: rows if all lie in rows, columns if all do; otherwise it is found at run time.
Layout ElementLoop::resultLayout() const {
  const int ndim = resultDimensions();
  if (form_.order) return ndim <= 1 ? Layout::C : *form_.order;
  bool are_rows = true, are_columns = true;
  for (const LoopInput& input : inputs_) {
    if (dimensions(t.module, input.type) < 2) continue;
    const Type& type = t.module.types[input.type];
    are_rows = are_rows && (type.layout == Layout::C || type.layout == Layout::Rows);
    are_columns = are_columns && type.layout == Layout::F && type.ndim == ndim;
  }
  return are_rows ? Layout::C : are_columns ? Layout::F : Layout::Strided;
}

TypeId ElementLoop::resultType(TypeId element) {
  const Type data = t.module.types[element];
  if (data.kind == TypeKind::Tuple) {
    std::vector<TypeId> all;
    for (const TypeId part : data.elements) all.push_back(resultType(part));
    return t.module.types.tuple(all);
  }
  const int ndim = resultDimensions();
  if (ndim == 0 && !form_.gives_array) return element;
  if (data.kind == TypeKind::Scalar) return t.module.types.array(data.dtype, ndim, resultLayout());
  const std::optional<Numeric> number = numericOf(t.module, element);
  if (!number) t.error(DiagKind::unsupported_operand, inst_, {"an array expression", t.text(element), ""});
  return t.module.types.array(number->dtype, ndim, resultLayout());
}

// ---- The finalizing walk

void ElementLoop::finish() {
  loadScalars();
  giveParts();
  hoistInvariants();
  if (destination_.array.valid()) {
    emitMapInto();
  } else if (resultDimensions() == 0 && !form_.gives_array) {
    replaceByScalars();
  } else {
    emitMap();
  }
  t.drop(inst_);
}

// Arrays without dimensions are read before the loop.
void ElementLoop::loadScalars() {
  const std::vector<ValueId> parameters = t.function[region_].parameters;
  std::vector<ValueId> kept;
  size_t next = 0;
  for (LoopInput& input : inputs_) {
    if (!isArray(t.module, input.type)) continue;
    const ValueId parameter = parameters[next++];
    if (dimensions(t.module, input.type) > 0) {
      kept.push_back(parameter);
      continue;
    }
    const SourceRange range = t.function[inst_].range;
    const ValueId key = t.emit(Op::build_tuple, {}, t.module.types.tuple({}), 0, range);
    const ValueId item = t.emit(Op::getitem, {input.value, key}, t.type(parameter), 0, range);
    for (const InstId id : t.function[region_].insts) std::ranges::replace(t.function[id].operands, parameter, item);
    input = {item, t.type(item)};
  }
  t.function[region_].parameters = std::move(kept);
}

bool ElementLoop::dependsOnElement(InstId id, const std::vector<ValueId>& elements) const {
  return t.function[id].op == Op::give || std::ranges::any_of(t.function[id].operands, [&](ValueId operand) {
    return std::ranges::find(elements, operand) != elements.end();
  });
}

void ElementLoop::hoistInvariants() {
  std::vector<ValueId> elements = t.function[region_].parameters;
  std::vector<InstId> kept;
  for (const InstId id : std::vector(t.function[region_].insts)) {
    if (!dependsOnElement(id, elements)) {
      t.append(id);
      continue;
    }
    kept.push_back(id);
    const std::vector<ValueId>& results = t.function[id].results;
    elements.insert(elements.end(), results.begin(), results.end());
  }
  t.function[region_].insts = std::move(kept);
}

// The elements of a tuple are given one by one.
std::vector<ValueId> ElementLoop::partsOf(ValueId value) {
  const Type data = t.typeData(value);
  if (data.kind != TypeKind::Tuple) return {value};
  std::vector<ValueId> parts;
  for (uint32_t k = 0; k < data.elements.size(); ++k) {
    parts.push_back(t.emit(Op::extract, {value}, data.elements[k], k, t.function[inst_].range));
  }
  return parts;
}

// An array holds NumPy's numbers.
TypeId ElementLoop::givenType(TypeId element) {
  const std::optional<Numeric> number = numericOf(t.module, element);
  const bool is_array = resultDimensions() > 0 || form_.gives_array;
  return is_array && number ? t.module.types.scalar(number->dtype) : element;
}

// A Python number that is assigned is converted by lowering, which checks it.
TypeId ElementLoop::storedType(TypeId value) {
  const ir::DType dtype = t.module.types[destination_.type].dtype;
  const TypeId element = t.module.types.scalar(dtype);
  if (!destination_.assigns || !isInteger(dtype)) return element;
  const std::optional<Numeric> number = numericOf(t.module, value);
  const bool is_scalar = dimensions(t.module, inputs_[0].type) == 0;
  const bool is_checked = number && is_scalar && number->dtype != dtype &&
                          (number->python || ir::dtypeKind(dtype) == ir::DTypeKind::Signed);
  return is_checked ? widen(t.module, value) : element;
}

void ElementLoop::giveParts() {
  const std::vector<LoopInput> inputs = elements();
  t.extendBlock(region_, [&](InstId give) {
    const SourceRange range = t.function[inst_].range;
    std::vector<ValueId> parts = partsOf(t.operand(give, 0));
    for (ValueId& part : parts) {
      const TypeId type = t.type(part);
      part = t.convert(part, destination_.array.valid() ? storedType(type) : givenType(type), range);
    }
    if (form_.has_mask && destination_.array.valid()) {
      parts.push_back(t.convert(inputs.back().value, t.module.types.scalar(ir::DType::Bool), range));
    }
    t.function[give].operands = std::move(parts);
  });
}

void ElementLoop::replaceByScalars() {
  const std::vector<InstId> insts = t.function[region_].insts;
  for (const InstId id : insts) {
    if (t.function[id].op != Op::give) t.append(id);
  }
  const std::vector<ValueId> given = t.function[insts.back()].operands;
  const ValueId result = t.function[inst_].results[0];
  const bool is_tuple = t.typeData(result).kind == TypeKind::Tuple;
  t.replace(result, is_tuple ? t.emit(Op::build_tuple, given, t.type(result), 0, t.function[inst_].range) : given[0]);
}

std::vector<ValueId> ElementLoop::arrays() const {
  std::vector<ValueId> arrays;
  for (const LoopInput& input : inputs_) {
    if (dimensions(t.module, input.type) > 0) arrays.push_back(input.value);
  }
  return arrays;
}

// What is broadcast: the arrays and, where shapes may not fit, () for every number, which NumPy's message lists, too.
std::vector<ValueId> ElementLoop::shapes() const {
  std::vector<ValueId> shapes = arrays();
  if (shapes.size() + (destination_.array.valid() ? 1 : 0) < 2) return shapes;
  shapes.clear();
  for (const LoopInput& input : inputs_) {
    const bool is_number = dimensions(t.module, input.type) == 0;
    shapes.push_back(is_number ? t.emit(Op::build_tuple, {}, t.module.types.tuple({}), 0, t.function[inst_].range) : input.value);
  }
  return shapes;
}

void ElementLoop::emitMap() {
  const SourceRange range = t.function[inst_].range;
  const std::vector<TypeId> extents(static_cast<size_t>(resultDimensions()), t.module.types.integer);
  const Op op = extents.empty() ? Op::build_tuple : Op::broadcast;
  const ValueId shape = t.emit(op, extents.empty() ? arrays() : shapes(), t.module.types.tuple(extents), 0, range);
  std::vector<ValueId> operands{shape};
  for (const ValueId array : arrays()) operands.push_back(array);
  const InstId map = t.emitInst(Op::map, std::move(operands), range);
  t.function[map].regions = {region_};
  t.function[region_].owner = map;
  const ValueId result = t.function[inst_].results[0];
  const Type type = t.typeData(result);
  const std::vector<TypeId> types = type.kind == TypeKind::Tuple ? type.elements : std::vector{t.type(result)};
  for (const TypeId each : types) t.function.addResult(map, each, t.function[result].name);
  const std::vector<ValueId> results = t.function[map].results;
  const bool is_tuple = type.kind == TypeKind::Tuple;
  t.replace(result, is_tuple ? t.emit(Op::build_tuple, results, t.type(result), 0, range) : results[0]);
}

// An operator broadcasts its operands with the array that they go into, and the array must have the shape that comes out.
void ElementLoop::emitFit() {
  const SourceRange range = t.function[inst_].range;
  ValueId value = arrays()[0];
  if (!destination_.assigns) {
    std::vector<ValueId> inputs = shapes();
    inputs.push_back(destination_.array);
    const size_t ndim = std::max(resultDimensions(), dimensions(t.module, destination_.type));
    const std::vector<TypeId> extents(ndim, t.module.types.integer);
    value = t.emit(Op::broadcast, std::move(inputs), t.module.types.tuple(extents), 0, range);
  }
  const InstId fit = t.emitInst(Op::fit, {destination_.array, value}, range);
  t.function[fit].attribute = destination_.assigns ? 1 : 0;
}

void ElementLoop::emitMapInto() {
  if (!arrays().empty()) emitFit();
  std::vector<ValueId> operands{destination_.array};
  for (const ValueId array : arrays()) operands.push_back(array);
  const InstId map = t.emitInst(Op::map_into, std::move(operands), t.function[inst_].range);
  t.function[map].regions = {region_};
  t.function[region_].owner = map;
  if (!t.function[inst_].results.empty()) t.replace(t.function[inst_].results[0], destination_.array);
}

void ElementLoop::checkCast(TypeId from) const {
  const ir::DType dtype = t.module.types[destination_.type].dtype;
  if (casts(t.module, from, dtype, destination_.casting)) return;
  t.error(DiagKind::unsupported_store, inst_,
          {"an element that is " + t.text(from), t.text(destination_.type),
           "NumPy does not cast so in place: use another array, or .astype()."});
}

}  // namespace krait::infer
