// Reductions of arrays over all or some axes: sum, prod, min, max, any, all, and `reduce` of their ufuncs.
//
// A call becomes a `reduce` (ops.def) whose first region converts an element to what is accumulated (whether it is true, for
// any and all), and whose second one combines two of those by the ufunc that the row names. Sums and products start at their
// identity; the least and the greatest element at a limit of the dtype, and raise if there is no element.
#include <algorithm>
#include <limits>

#include "frontend/ir/time_unit.h"
#include "typeinfer/elements.h"
#include "typeinfer/infer_function.h"
#include "typeinfer/ways_round.h"

namespace krait::infer {
namespace {

using ir::BlockId;
using ir::DType;
using ir::InstId;
using ir::Layout;
using ir::Op;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;
using ir::ValueId;

constexpr uint32_t kNeedsElements = uint32_t{1} << 31;
constexpr int kMostAxes = 31;

enum class Combine : uint8_t { Add, Multiply, Minimum, Maximum, Fmin, Fmax, Or, And };

Combine combineOf(const CallSite& site) {
  const std::string_view data = site.rowData();
  if (data == "add") return Combine::Add;
  if (data == "multiply") return Combine::Multiply;
  if (data == "minimum") return Combine::Minimum;
  if (data == "maximum") return Combine::Maximum;
  if (data == "fmin") return Combine::Fmin;
  if (data == "fmax") return Combine::Fmax;
  return data == "logical_or" ? Combine::Or : Combine::And;
}

bool isTruth(Combine combine) { return combine >= Combine::Or; }
bool isLimit(Combine combine) { return combine >= Combine::Minimum && combine <= Combine::Fmax; }
// Of which NaNs have no part.
bool ignoresNaN(Combine combine) { return combine == Combine::Fmin || combine == Combine::Fmax; }

// Where a parameter of this name stands, or nothing.
std::optional<size_t> parameterNamed(const CallSite& site, std::string_view name) {
  std::string_view text = functionRow(site.function).parameters;
  for (size_t k = 0; !text.empty();) {
    const size_t comma = std::min(text.find(", "), text.size());
    const std::string_view token = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 2, text.size()));
    if (token == "*" || token == "/") continue;
    if (token.substr(0, token.find('=')) == name) return k;
    ++k;
  }
  return std::nullopt;
}

Type asArray(const CallSite& site) {
  return {.kind = TypeKind::Array, .dtype = site.number(0).dtype, .ndim = 0};
}

class Reduction {
 public:
  explicit Reduction(CallSite& call)
      : site(call), t(call.t), combine(combineOf(call)), has_array(isArray(call.t.module, call.type(0))),
        array(has_array ? call.data(0) : asArray(call)), axes(readAxes()) {
    checkOperands();
    element = t.module.types.scalar(array.dtype);
    accumulated = t.module.types.scalar(accumulatedDType());
  }

  [[nodiscard]] TypeId resultType() {
    const int ndim = keepsDims() ? array.ndim : array.ndim - axesCount();
    if (const std::optional<size_t> out = given("out")) return checkedOut(*out, ndim);
    return ndim == 0 ? resultElement() : t.module.types.array(resultDType(), ndim, resultLayout(ndim));
  }

  // The type of out=, which has to be an array of as many axes as the result.
  [[nodiscard]] TypeId checkedOut(size_t out, int ndim) const {
    const bool fits = isArray(t.module, site.type(out)) && (axis_outside || site.data(out).ndim == ndim);
    if (!fits) site.refuse(out, "It must be an array with " + std::to_string(ndim) + " axes, as the result has.");
    return site.type(out);
  }

  // In the finalizing walk.
  void emit();

 private:
  [[nodiscard]] std::optional<size_t> given(std::string_view name) const {
    const std::optional<size_t> k = parameterNamed(site, name);
    return k && !site.isAbsent(*k) && !site.isNone(*k) ? k : std::nullopt;
  }

  uint32_t readAxes();
  uint32_t axisBit(const ir::Constant* constant);
  void checkOperands();
  [[nodiscard]] int axesCount() const { return __builtin_popcount(axes); }
  [[nodiscard]] bool keepsDims() const;
  [[nodiscard]] bool hasMask() const;
  [[nodiscard]] DType resultDType() const;
  [[nodiscard]] DType accumulatedDType() const;
  [[nodiscard]] TypeId resultElement() const { return t.module.types.scalar(resultDType()); }
  [[nodiscard]] Layout resultLayout(int ndim) const;

  ValueId emitReduce();
  ValueId emitInitial();
  ValueId emitLimit();
  std::optional<ValueId> maskArray() const;
  bool readsMask() const;
  ValueId emitShape();
  void emitElement(BlockId region, ValueId initial);
  void emitCombination(BlockId region);
  ValueId keepDims(ValueId reduced);
  void emitAxisError();
  ValueId emitCall(FunctionId function, std::vector<ValueId> arguments, TypeId result);
  ValueId emitNumber(ir::Constant constant, TypeId type);
  [[nodiscard]] SourceRange range() const { return t.function[site.inst].range; }

  CallSite& site;
  Typing& t;
  const Combine combine;
  const bool has_array;
  const Type array;  // a number is like an array without dimensions
  std::optional<int64_t> axis_outside;  // the first axis that the array does not have: the call raises
  const uint32_t axes;
  TypeId element, accumulated;
};

void Reduction::checkOperands() {
  const ir::DTypeKind kind = ir::dtypeKind(array.dtype);
  if (array.ndim > kMostAxes) site.refuse(0, "It has too many axes.");
  if (kind >= ir::DTypeKind::DateTime && !isTruth(combine)) site.refuse(0, "Write the loop over its elements.");
  if (const std::optional<size_t> k = given("where")) {
    const Type mask = site.data(*k);
    const std::optional<Numeric> number = numericOf(t.module, site.type(*k));
    const DType dtype = mask.kind == TypeKind::Array ? mask.dtype : number ? number->dtype : DType::Int64;
    if (dtype != DType::Bool) site.refuse(*k, "A mask is made of bools.");
    if (isLimit(combine) && hasMask() && !given("initial")) {
      t.error(DiagKind::unsupported_argument, site.inst,
              {std::string(site.name()), "where= without initial=, since it has no identity", "Give initial=."});
    }
  }
}

uint32_t Reduction::axisBit(const ir::Constant* constant) {
  const bool is_int = constant && constant->kind == ir::ConstKind::Int;
  if (!is_int) {
    t.error(DiagKind::not_a_constant, site.inst, {"the axis of a reduction", "Write it as an int, a tuple of ints, or None."});
  }
  const int64_t axis = constant->integer;
  if (axis < -array.ndim || axis >= array.ndim) {
    if (!axis_outside) axis_outside = axis;
    return 0;
  }
  return uint32_t{1} << (axis < 0 ? axis + array.ndim : axis);
}

uint32_t Reduction::readAxes() {
  const size_t k = *parameterNamed(site, "axis");
  if (site.isNone(k)) return (uint32_t{1} << array.ndim) - 1;
  const Type data = site.data(k);
  if (array.ndim == 0 && data.kind != TypeKind::Tuple) {
    const ir::Constant* constant = site.literal(k);
    if (constant && constant->kind == ir::ConstKind::Int && (constant->integer == 0 || constant->integer == -1)) return 0;
  }
  if (data.kind != TypeKind::Tuple) return axisBit(site.literal(k));
  uint32_t bits = 0;
  for (const TypeId axis : data.elements) {
    const uint32_t bit = axisBit(literalOf(t.module, axis));
    if ((bits & bit) != 0) t.error(DiagKind::wrong_arguments, site.inst, {std::string(site.name()), "duplicate value in 'axis'"});
    bits |= bit;
  }
  return bits;
}

bool Reduction::keepsDims() const {
  const std::optional<size_t> k = given("keepdims");
  if (!k) return false;
  const ir::Constant* constant = site.literal(*k);
  if (!constant || (constant->kind != ir::ConstKind::Bool && constant->kind != ir::ConstKind::Int)) {
    t.error(DiagKind::not_a_constant, site.inst, {"keepdims", "Write True or False."});
  }
  return constant->integer != 0;
}

bool Reduction::hasMask() const {
  const std::optional<size_t> k = given("where");
  if (!k) return false;
  const ir::Constant* constant = site.literal(*k);
  return !(constant && constant->kind == ir::ConstKind::Bool && constant->integer == 1);
}

// What elements of the dtype are summed up in for an array of another one, which the result is cast to in the end.
DType together(DType out, DType element) { return ir::isTime(out) || ir::isTime(element) ? out : promote(out, element); }

// Sums and products of bools and small integers are as wide as int64.
DType Reduction::resultDType() const {
  if (isTruth(combine)) return DType::Bool;
  if (given("dtype")) return *dtypeArgument(site, *parameterNamed(site, "dtype"));
  if (isLimit(combine)) return array.dtype;
  if (const std::optional<size_t> out = given("out")) {
    if (site.data(*out).kind == TypeKind::Array) return together(site.data(*out).dtype, array.dtype);
  }
  const ir::DTypeKind kind = ir::dtypeKind(array.dtype);
  if (kind == ir::DTypeKind::Bool || kind == ir::DTypeKind::Signed) return DType::Int64;
  return kind == ir::DTypeKind::Unsigned ? DType::UInt64 : array.dtype;
}

DType Reduction::accumulatedDType() const {
  const DType dtype = resultDType();
  return dtype == DType::Float16 ? DType::Float32 : dtype;
}

Layout Reduction::resultLayout(int ndim) const {
  if (ndim < 2 || array.layout == Layout::C || array.layout == Layout::Rows) return Layout::C;
  return array.layout == Layout::F ? Layout::F : Layout::Strided;
}

// ---- The finalizing walk

ValueId Reduction::emitNumber(ir::Constant constant, TypeId type) {
  return t.convert(t.emitConstant(t.module.constants.intern(std::move(constant)), range()), type, range());
}

ValueId Reduction::emitCall(FunctionId function, std::vector<ValueId> arguments, TypeId result) {
  const InstId inst = t.function.makeInst(Op::call, {}, 1, t.module.types.never, range());
  CallArguments given;
  for (const ValueId argument : arguments) given.positional.push_back({argument, t.type(argument)});
  CallSite call(t, inst, function);
  bindArguments(call, given);
  t.function[t.function[inst].results[0]].type = result;
  inferBuiltinCall(call);
  t.append(inst);
  return t.function[inst].results[0];
}

// The least number for a maximum, the greatest for a minimum; NaN, where any other element comes before it.
ValueId Reduction::emitLimit() {
  const bool is_least = combine == Combine::Maximum || combine == Combine::Fmax;
  const DType dtype = t.module.types[accumulated].dtype;
  const double greatest = ignoresNaN(combine) ? std::numeric_limits<double>::quiet_NaN() : std::numeric_limits<double>::infinity();
  const double infinity = is_least ? -greatest : greatest;
  if (isComplex(dtype)) return emitNumber(ir::complexConstant(infinity, infinity), accumulated);
  if (isFloat(dtype)) return emitNumber(ir::floatConstant(infinity), accumulated);
  if (dtype == DType::Bool) return emitNumber(ir::boolConstant(!is_least), accumulated);
  const bool is_signed = ir::dtypeKind(dtype) == ir::DTypeKind::Signed;
  const ValueId zero = emitNumber(ir::intConstant(0), accumulated);
  if (!is_signed) return is_least ? zero : t.emit(Op::invert, {zero}, accumulated, 0, range());
  const int64_t least = std::numeric_limits<int64_t>::min() >> (64 - 8 * ir::dtypeBytes(dtype));
  return emitNumber(ir::intConstant(is_least ? least : ~least), accumulated);
}

ValueId Reduction::emitInitial() {
  if (const std::optional<size_t> k = given("initial")) {
    return t.convert(site.arguments[*k].value, accumulated, range());
  }
  if (isLimit(combine)) return emitLimit();
  const bool is_one = combine == Combine::Multiply || combine == Combine::And;
  return isTruth(combine) ? emitNumber(ir::boolConstant(is_one), accumulated)
                          : emitNumber(ir::intConstant(is_one ? 1 : 0), accumulated);
}

// The array that tells which elements count.
std::optional<ValueId> Reduction::maskArray() const {
  if (!hasMask() || !isArray(t.module, site.type(*given("where")))) return std::nullopt;
  return site.arguments[*given("where")].value;
}

// A mask of more axes than the array raises before it is read.
bool Reduction::readsMask() const {
  const std::optional<ValueId> mask = maskArray();
  return mask && t.typeData(*mask).ndim <= array.ndim;
}

// The shape of the array, which the mask has to fit.
ValueId Reduction::emitShape() {
  std::vector<ValueId> arrays;
  if (has_array) arrays.push_back(site.arguments[0].value);
  const TypeId type = t.module.types.tuple(std::vector<TypeId>(array.ndim, t.module.types.integer));
  const ValueId shape = t.emit(has_array ? Op::broadcast : Op::build_tuple, arrays, type, 0, range());
  if (const std::optional<ValueId> mask = maskArray()) {
    const InstId fit = t.emitInst(Op::fit, {has_array ? arrays[0] : shape, *mask}, range());
    t.function[fit].attribute = 2;
  }
  return shape;
}

// What is masked is what the reduction starts with: for a sum 0, and for a maximum what the caller gave.
void Reduction::emitElement(BlockId region, ValueId initial) {
  t.extendBlock(region, [&](InstId give) {
    const std::vector<ValueId> parameters = t.function[region].parameters;
    ValueId value = has_array ? parameters[0] : t.convert(site.arguments[0].value, element, range());
    if (isTruth(combine)) {
      const ValueId zero = t.convert(emitNumber(ir::intConstant(0), t.module.types.integer), element, range());
      value = emitCall(FunctionId::numpy_not_equal, {value, zero}, accumulated);
    } else {
      value = t.convert(value, accumulated, range());
    }
    if (hasMask() && (readsMask() || !maskArray())) {
      const ValueId mask = readsMask() ? parameters.back()
                                       : t.convert(site.arguments[*given("where")].value, t.module.types.scalar(DType::Bool), range());
      value = emitCall(FunctionId::krait_select, {mask, value, initial}, accumulated);
    }
    t.function[give].operands = {value};
  });
}

void Reduction::emitCombination(BlockId region) {
  t.extendBlock(region, [&](InstId give) {
    const ValueId a = t.function[region].parameters[0], b = t.function[region].parameters[1];
    const auto emit = [&](Op op) { return t.emit(op, {a, b}, accumulated, 0, range()); };
    const auto call = [&](FunctionId function) { return emitCall(function, {a, b}, accumulated); };
    const auto combined = [&] {
      switch (combine) {
        case Combine::Add: return t.module.types[accumulated].dtype == DType::Bool ? emit(Op::bit_or) : emit(Op::add);
        case Combine::Multiply: return t.module.types[accumulated].dtype == DType::Bool ? emit(Op::bit_and) : emit(Op::mul);
        case Combine::Minimum: return call(FunctionId::numpy_minimum);
        case Combine::Maximum: return call(FunctionId::numpy_maximum);
        case Combine::Fmin: return call(FunctionId::numpy_fmin);
        case Combine::Fmax: return call(FunctionId::numpy_fmax);
        case Combine::Or: return emit(Op::bit_or);
        case Combine::And: return emit(Op::bit_and);
      }
      return a;
    };
    t.function[give].operands = {combined()};
  });
}

ValueId Reduction::emitReduce() {
  std::vector<ValueId> inputs;
  if (has_array) inputs.push_back(site.arguments[0].value);
  if (readsMask()) inputs.push_back(*maskArray());
  const ValueId shape = emitShape();
  const ValueId initial = emitInitial();
  // A masked element counts as the identity, and not as an initial value once more.
  const ValueId masked = given("initial") && !isLimit(combine)
                             ? emitNumber(ir::intConstant(combine == Combine::Multiply ? 1 : 0), accumulated)
                             : initial;
  const BlockId elements = t.function.addBlock(), combination = t.function.addBlock();
  for (const ValueId input : inputs) t.function.addParameter(elements, t.module.types.scalar(t.typeData(input).dtype));
  for (int k = 0; k < 2; ++k) t.function.addParameter(combination, accumulated);
  for (const BlockId region : {elements, combination}) {
    t.function.append(region, t.function.makeInst(Op::give, {}, 0, t.module.types.never, range()));
  }
  emitElement(elements, masked);
  emitCombination(combination);
  std::vector<ValueId> operands{shape, initial};
  operands.insert(operands.end(), inputs.begin(), inputs.end());
  const InstId reduce = t.emitInst(Op::reduce, std::move(operands), range());
  t.function[reduce].attribute = axes | (isLimit(combine) && !given("initial") ? kNeedsElements : 0);
  t.function[reduce].regions = {elements, combination};
  for (const BlockId region : {elements, combination}) t.function[region].owner = reduce;
  const int ndim = array.ndim - axesCount();
  const TypeId type = ndim == 0 ? resultElement() : t.module.types.array(resultDType(), ndim, resultLayout(ndim));
  return t.function.addResult(reduce, type);
}

// The reduced axes come back with extent 1, as views have them.
ValueId Reduction::keepDims(ValueId reduced) {
  if (axesCount() == array.ndim) return reduced;
  std::vector<ValueId> parts;
  std::vector<TypeId> types;
  const ValueId none = t.emitConstant(t.module.constants.intern(ir::noneConstant()), range());
  for (int axis = 0; axis < array.ndim; ++axis) {
    const bool is_new = (axes >> axis & 1) != 0;
    const TypeId whole[] = {t.module.types.none, t.module.types.none, t.module.types.none};
    const TypeId type = is_new ? t.module.types.none : t.module.types.composite(TypeKind::Slice, whole);
    parts.push_back(is_new ? none : t.emit(Op::build_slice, {none, none, none}, type, 0, range()));
    types.push_back(type);
  }
  const ValueId key = t.emit(Op::build_tuple, std::move(parts), t.module.types.tuple(types), 0, range());
  return t.emit(Op::getitem, {reduced, key}, t.module.types.array(resultDType(), array.ndim, resultLayout(array.ndim)), 0, range());
}

// A scalar as an array whose extents are all 1.
ValueId fillOnes(Typing& t, ValueId value, TypeId type, SourceRange range) {
  const int ndim = t.module.types[type].ndim;
  const ValueId one = t.emitConstant(t.module.constants.intern(ir::intConstant(1)), range);
  const ValueId extent = t.convert(one, t.module.types.integer, range);
  const std::vector<TypeId> extents(static_cast<size_t>(ndim), t.module.types.integer);
  const std::vector<ValueId> ones(static_cast<size_t>(ndim), extent);
  const ValueId shape = t.emit(Op::build_tuple, ones, t.module.types.tuple(extents), 0, range);
  const BlockId region = t.function.addBlock();
  t.function.append(region, t.function.makeInst(Op::give, {value}, 0, t.module.types.never, range));
  const InstId map = t.emitInst(Op::map, {shape}, range);
  t.function[map].regions = {region};
  t.function[region].owner = map;
  return t.function.addResult(map, type);
}

// What follows is never run; it has a type.
void Reduction::emitAxisError() {
  const TypeId integer = t.module.types.integer;
  const ValueId axis = emitNumber(ir::intConstant(*axis_outside), integer), ndim = emitNumber(ir::intConstant(array.ndim), integer);
  emitCall(FunctionId::krait_lib_raise_axis_error, {axis, ndim}, t.module.types.none);
}

void Reduction::emit() {
  if (axis_outside) emitAxisError();
  ValueId result = emitReduce();
  if (keepsDims()) {
    result = axesCount() == array.ndim && array.ndim > 0
                 ? fillOnes(t, result, t.module.types.array(resultDType(), array.ndim, resultLayout(array.ndim)), range())
                 : keepDims(result);
  }
  if (const std::optional<size_t> out = given("out")) {
    const ValueId target = site.arguments[*out].value;
    if (isArray(t.module, t.type(result)) && !axis_outside) t.emitInst(Op::fit, {target, result}, range());
    emitStore(t, target, result, range());
    result = target;
  }
  t.replace(t.function[site.inst].results[0], result);
  t.drop(site.inst);
}

}  // namespace

TypeId inferReduce(CallSite& site) {
  Typing& t = site.t;
  const std::optional<Numeric> number = numericOf(t.module, site.type(0));
  if (!isArray(t.module, site.type(0)) && !number) site.refuse(0, "Call it with an array.");
  const bool is_method = functionRow(site.function).name.starts_with("number.");
  if (is_method && number->python) {
    t.error(DiagKind::unknown_attribute, site.inst,
            {t.text(widen(t.module, site.type(0))), std::string(site.name()), "It is a number, not an array or a module: see what the name holds."},
            noteOfVariable(t, site.arguments[0].value));
  }
  Reduction reduction(site);
  const TypeId result = reduction.resultType();
  t.setResult(site.inst, result);
  if (t.finalizing) reduction.emit();
  return result;
}

// Made by the rule above only.
TypeId inferRaiseAxisError(CallSite& site) { return site.t.module.types.none; }

}  // namespace krait::infer
