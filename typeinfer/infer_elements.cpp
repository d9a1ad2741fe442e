// Building the loops over elements. The region is made when an operation is first seen with an array; in the finalizing
// walk a map or map_into takes the operation's place, and what in the region does not depend on an element moves out.
#include <algorithm>
#include <array>

#include "frontend/support/check.h"
#include "typeinfer/elements.h"

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

Flow writtenByInference() { CHECK(false, "written by type inference, never read by it"); }

struct ElementwiseRow {
  FunctionId function;
  uint32_t elements;
  int out;
  int where;
};

constexpr ElementwiseRow kRows[] = {
#define KRAIT_ELEMENTWISE(id, elements, out, where) {FunctionId::id, elements, out, where},
#include "typeinfer/elementwise.def"
#undef KRAIT_ELEMENTWISE
};

const ElementwiseRow* elementwiseRow(FunctionId function) {
  const auto* found = std::ranges::find(kRows, function, &ElementwiseRow::function);
  return found == std::end(kRows) ? nullptr : found;
}

bool isOperator(Op op) {
  const bool is_binary = (op >= Op::add && op <= Op::bit_xor && op != Op::matmul) || (op >= Op::eq && op <= Op::ge);
  return is_binary || op == Op::neg || op == Op::pos || op == Op::invert;
}

// An operand of the operation on arrays.
struct Input {
  ValueId value;
  TypeId type;
};

// Where the elements go: into a new array, or an existing one.
struct Destination {
  ValueId array;  // invalid: a new one
  TypeId type;
  bool assigns = false;  // a[...] = value, which casts anything
  std::string_view casting = "same_kind";
};

struct Form {
  bool has_mask = false;     // the last input says whether an element is stored
  bool gives_array = false;  // even without dimensions
  std::optional<Layout> order;  // of the result; nothing: as the inputs have it
};

class ElementLoop {
 public:
  ElementLoop(Typing& typing, InstId operation, std::vector<Input> inputs, Destination destination, Form form = {})
      : t(typing), inst_(operation), inputs_(std::move(inputs)), destination_(destination), form_(form) {}

  // One inner operation, of the op `op`, typed by `rule`. `operands` are filled in for it: the element of each input.
  Flow infer(Op op, const Typing::Rule& rule);
  std::vector<Input> elements() const;

 private:
  [[nodiscard]] bool hasRegion() const;
  void makeRegion(Op op);
  void typeParameters();
  [[nodiscard]] int resultDimensions() const;
  [[nodiscard]] Layout resultLayout() const;
  [[nodiscard]] TypeId resultType(TypeId element);
  void finish();
  void loadScalars();
  void hoistInvariants();
  void giveParts();
  void giveConverted(TypeId element);
  void replaceByScalars();
  void emitMap();
  void emitFit();
  void emitMapInto();
  [[nodiscard]] std::vector<ValueId> arrays() const;
  [[nodiscard]] bool dependsOnElement(InstId inst, const std::vector<ValueId>& elements) const;
  [[nodiscard]] std::vector<ValueId> partsOf(ValueId value);
  [[nodiscard]] TypeId givenType(TypeId element);
  [[nodiscard]] TypeId storedType(TypeId value);
  void checkCast(TypeId from) const;

  Typing& t;
  const InstId inst_;
  std::vector<Input> inputs_;
  const Destination destination_;
  const Form form_;
  BlockId region_;
  InstId inner_;
};

int dimensions(const ir::Module& module, TypeId type) {
  return isArray(module, type) ? module.types[type].ndim : 0;
}

void ElementLoop::makeRegion(Op op) {
  ir::Function& function = t.function;
  const SourceRange range = function[inst_].range;
  const size_t result_count = std::max<size_t>(function[inst_].results.size(), 1);
  region_ = function.addBlock(inst_);
  std::vector<ValueId> operands;
  for (const Input& input : inputs_) {
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
  for (const Input& input : inputs_) {
    if (!isArray(t.module, input.type)) continue;
    const ValueId parameter = t.function[region_].parameters[next++];
    if (!t.finalizing) t.function[parameter].type = t.module.types.scalar(t.module.types[input.type].dtype);
  }
}

std::vector<Input> ElementLoop::elements() const {
  std::vector<Input> elements;
  size_t next = 0;
  for (const Input& input : inputs_) {
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
  const auto count = std::ranges::count_if(inputs_, [&](const Input& input) { return isArray(t.module, input.type); });
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
  for (const Input& input : inputs_) most = std::max(most, dimensions(t.module, input.type));
  return most;
}

// In the order of memory that the inputs have: rows if all lie in rows, columns if all do; otherwise it is found at run time.
Layout ElementLoop::resultLayout() const {
  const int ndim = resultDimensions();
  if (form_.order) return ndim <= 1 ? Layout::C : *form_.order;
  bool are_rows = true, are_columns = true;
  for (const Input& input : inputs_) {
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
  for (Input& input : inputs_) {
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
  const std::vector<Input> inputs = elements();
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
  for (const Input& input : inputs_) {
    if (dimensions(t.module, input.type) > 0) arrays.push_back(input.value);
  }
  return arrays;
}

void ElementLoop::emitMap() {
  const SourceRange range = t.function[inst_].range;
  const std::vector<TypeId> extents(static_cast<size_t>(resultDimensions()), t.module.types.integer);
  const Op op = extents.empty() ? Op::build_tuple : Op::broadcast;
  const ValueId shape = t.emit(op, arrays(), t.module.types.tuple(extents), 0, range);
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
  std::vector<ValueId> inputs = arrays();
  ValueId value = inputs[0];
  if (!destination_.assigns) {
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

void ElementLoop::checkCast(TypeId from) const {
  const ir::DType dtype = t.module.types[destination_.type].dtype;
  if (casts(t.module, from, dtype, destination_.casting)) return;
  t.error(DiagKind::unsupported_store, inst_,
          {"an element that is " + t.text(from), t.text(destination_.type),
           "NumPy does not cast so in place: use another array, or .astype()."});
}

std::vector<Input> inputsOf(const Typing& t, InstId inst) {
  std::vector<Input> inputs;
  for (const ValueId operand : t.function[inst].operands) inputs.push_back({operand, t.type(operand)});
  return inputs;
}

void checkWritable(Typing& t, InstId inst, TypeId array) {
  if (t.module.types[array].readonly) {
    t.error(DiagKind::unsupported_store, inst, {"the result", t.text(array), "The array is read-only."});
  }
}

// A function of numbers with arrays among its arguments.
class ElementwiseCall {
 public:
  explicit ElementwiseCall(CallSite& call) : site_(call), row_(*elementwiseRow(call.function)) {}

  Flow infer() {
    collectInputs();
    const bool has_mask = addMask();
    const bool gives_array = elementFunction() != site_.function;
    ElementLoop loop(site_.t, site_.inst, inputs_, destination(), {has_mask, gives_array, order()});
    return loop.infer(Op::call, [&](InstId inner) { return inferElement(loop, inner); });
  }

 private:
  void collectInputs() {
    for (size_t k = 0; k < site_.count(); ++k) {
      if ((row_.elements >> k & 1) == 0 || site_.isAbsent(k) || site_.isNone(k)) continue;
      positions_.push_back(k);
      inputs_.push_back({site_.arguments[k].value, site_.type(k)});
    }
  }

  // where=: the mask is one more input.
  bool addMask() {
    const size_t k = static_cast<size_t>(row_.where);
    if (row_.where < 0 || site_.isAbsent(k)) return false;
    const ir::Constant* constant = site_.literal(k);
    if (constant && constant->kind == ir::ConstKind::Bool && constant->integer == 1) return false;
    const bool is_array = isArray(site_.t.module, site_.type(k));
    const std::optional<Numeric> number = numericOf(site_.t.module, site_.type(k));
    const ir::DType dtype = is_array ? site_.data(k).dtype : number ? number->dtype : ir::DType::Int64;
    if (dtype != ir::DType::Bool) site_.refuse(k, "A mask is made of bools.");
    inputs_.push_back({site_.arguments[k].value, site_.type(k)});
    return true;
  }

  [[nodiscard]] Destination destination() const {
    const size_t k = static_cast<size_t>(row_.out);
    if (row_.out < 0 || !isArray(site_.t.module, site_.type(k))) return {};
    checkWritable(site_.t, site_.inst, site_.type(k));
    return {site_.arguments[k].value, site_.type(k), false, casting()};
  }

  // The rule that NumPy's universal functions take: those with a mask, which stands before it.
  [[nodiscard]] std::string_view casting() const {
    const ir::Constant* rule = row_.where < 0 ? nullptr : site_.literal(static_cast<size_t>(row_.where) + 1);
    return rule && rule->kind == ir::ConstKind::Str ? std::string_view(rule->text) : "same_kind";
  }

  // The order of memory that is asked for, in the same place; nothing for 'K'.
  [[nodiscard]] std::optional<Layout> order() const {
    const ir::Constant* order = row_.where < 0 ? nullptr : site_.literal(static_cast<size_t>(row_.where) + 2);
    if (!order || order->kind != ir::ConstKind::Str || order->text == "K") return std::nullopt;
    return order->text == "F" || (order->text == "A" && areColumns()) ? Layout::F : Layout::C;
  }

  [[nodiscard]] bool areColumns() const {
    return std::ranges::all_of(inputs_, [&](const Input& input) {
      const Type& type = site_.t.module.types[input.type];
      return type.kind != TypeKind::Array || type.layout == Layout::F;
    });
  }

  Flow inferElement(const ElementLoop& loop, InstId inner) {
    CallSite element(site_.t, inner, elementFunction());
    element.arguments = site_.arguments;
    if (site_.function == FunctionId::ndarray_astype) {
      for (int k = 2; k < 6; ++k) setAbsent(element, k, ir::noneConstant());
    }
    const std::vector<Input> elements = loop.elements();
    for (size_t k = 0; k < positions_.size(); ++k) {
      element.arguments[positions_[k]].value = elements[k].value;
      element.arguments[positions_[k]].type = elements[k].type;
    }
    if (destination().array.valid()) setAbsent(element, row_.out, ir::noneConstant());
    if (row_.where >= 0) setAbsent(element, row_.where, ir::boolConstant(true));
    return inferBuiltinCall(element);
  }

  // What np.where and a.astype give of numbers is no number.
  [[nodiscard]] FunctionId elementFunction() const {
    switch (site_.function) {
      case FunctionId::numpy_where: return FunctionId::krait_select;
      case FunctionId::ndarray_astype: return FunctionId::number_astype;
      default: return site_.function;
    }
  }

  static void setAbsent(CallSite& site, int k, ir::Constant default_value) {
    const ir::ConstId constant = site.t.module.constants.intern(std::move(default_value));
    site.arguments[static_cast<size_t>(k)] = {{}, constantType(site.t.module, constant), constant};
  }

  CallSite& site_;
  const ElementwiseRow& row_;
  std::vector<size_t> positions_;
  std::vector<Input> inputs_;
};

}  // namespace

bool isArray(const ir::Module& module, TypeId type) { return module.types.kind(type) == TypeKind::Array; }

bool hasArrayOperator(const Typing& t, InstId inst) {
  if (!isOperator(t.function[inst].op)) return false;
  return std::ranges::any_of(t.function[inst].operands, [&](ValueId operand) { return isArray(t.module, t.type(operand)); });
}

Flow inferArrayOperator(Typing& t, InstId inst) {
  const Op op = t.function[inst].op;
  const ValueId target = t.operand(inst, 0);
  Destination destination;
  if (t.function[inst].inplace && isArray(t.module, t.type(target))) {
    destination = {target, t.type(target)};
    checkWritable(t, inst, destination.type);
  }
  ElementLoop loop(t, inst, inputsOf(t, inst), destination);
  return loop.infer(op, [&](InstId inner) { return t.visitByOp(inner); });
}

void unpackOut(CallSite& site) {
  const ElementwiseRow* row = elementwiseRow(site.function);
  if (!row || row->out < 0) return;
  Argument& out = site.arguments[static_cast<size_t>(row->out)];
  const Type tuple = site.t.module.types[out.type];
  if (tuple.kind != TypeKind::Tuple || tuple.elements.size() != 1) return;
  out.type = tuple.elements[0];
  if (site.t.finalizing) out.value = site.t.emit(Op::extract, {out.value}, out.type, 0, site.t.function[site.inst].range);
}

bool isElementwiseCall(CallSite& site) {
  const ElementwiseRow* row = elementwiseRow(site.function);
  if (!row) return false;
  if (site.function == FunctionId::numpy_where && site.isNone(1)) return false;  // the positions, not the elements
  if (site.function == FunctionId::ndarray_astype) return isElementwiseAstype(site);
  for (int k = 0; k < static_cast<int>(site.count()); ++k) {
    const bool takes_array = (row->elements >> k & 1) != 0 || k == row->where || k == row->out;
    if (takes_array && isArray(site.t.module, site.type(static_cast<size_t>(k)))) return true;
  }
  return false;
}

Flow inferElementwiseCall(CallSite& site) { return ElementwiseCall(site).infer(); }

// The region gives its input as it is.
Flow storeIntoView(Typing& t, InstId inst, ValueId view, TypeId view_type) {
  const ValueId value = t.operand(inst, 2);
  ElementLoop loop(t, inst, {{value, t.type(value)}}, {view, view_type, true});
  return loop.infer(Op::pos, [&](InstId inner) {
    const ValueId element = t.operand(inner, 0);
    const ValueId result = t.function[inner].results[0];
    t.setResult(inner, t.type(element));
    if (t.finalizing) t.replace(result, element), t.drop(inner);
    return Flow::Next;
  });
}

void emitStore(Typing& t, ValueId array, ValueId value, SourceRange range) {
  const TypeId element = t.module.types.scalar(t.typeData(array).dtype);
  const bool is_array = dimensions(t.module, t.type(value)) > 0;
  if (isArray(t.module, t.type(value)) && !is_array) {
    const ValueId key = t.emit(Op::build_tuple, {}, t.module.types.tuple({}), 0, range);
    value = t.emit(Op::getitem, {value, key}, t.module.types.scalar(t.typeData(value).dtype), 0, range);
  }
  const BlockId region = t.function.addBlock();
  ValueId given = value;
  std::vector<ValueId> operands{array};
  if (is_array) {
    given = t.function.addParameter(region, t.module.types.scalar(t.typeData(value).dtype));
    operands.push_back(value);
    t.function[t.emitInst(Op::fit, {array, value}, range)].attribute = 0;
  }
  t.function.append(region, t.function.makeInst(Op::give, {given}, 0, t.module.types.never, range));
  t.extendBlock(region, [&](InstId give) {
    const ValueId converted = t.convert(given, element, range);
    t.function[give].operands = {converted};
  });
  const InstId map = t.emitInst(Op::map_into, std::move(operands), range);
  t.function[map].regions = {region};
  t.function[region].owner = map;
}

Flow infer_give(Typing&, InstId) { return Flow::Stop; }
Flow infer_broadcast(Typing&, InstId) { return writtenByInference(); }
Flow infer_fit(Typing&, InstId) { return writtenByInference(); }
Flow infer_map(Typing&, InstId) { return writtenByInference(); }
Flow infer_map_into(Typing&, InstId) { return writtenByInference(); }
Flow infer_reduce(Typing&, InstId) { return writtenByInference(); }

}  // namespace krait::infer
