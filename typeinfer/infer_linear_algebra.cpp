// Result types of matrix products and of numpy.linalg.
#include "frontend/ir/time_unit.h"
#include "typeinfer/einsum_subscripts.h"
#include "typeinfer/infer_function.h"
#include "typeinfer/linear_algebra.h"
#include "typeinfer/named_tuple.h"

namespace krait::infer {
namespace {

using ir::DType;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;

// numpy.linalg computes in double precision; integers give float64, the others their own precision.
DType linalgDType(const CallSite& site, size_t k, DType dtype) {
  if (dtype == DType::Float16)
    site.refuse(k, "NumPy has no linear algebra of float16: use a.astype(np.float32).");
  return isIntegerOrBool(dtype) ? DType::Float64 : dtype;
}

TypeId tupleOf(CallSite& site, std::initializer_list<TypeId> elements) {
  return site.t.module.types.tuple(std::vector<TypeId>(elements));
}

TypeId linalgResult(CallSite& site, std::string_view name, std::initializer_list<TypeId> elements) {
  return namedTuple(site.t.module, "numpy.linalg._linalg." + std::string(name), elements);
}

// A stack of square matrices, whose dtype is one of linear algebra.
Type matrixArgument(const CallSite& site, size_t k = 0) {
  Type type = numericArray(site, k, 2);
  type.dtype = linalgDType(site, k, type.dtype);
  return type;
}

void refuseCasting(const CallSite& site, size_t casting) {
  const ir::Constant* text = site.literal(casting);
  if (!site.isAbsent(casting) && (!text || text->text != "same_kind")) site.refuseGiven(casting, "casting");
}

std::string upperCase(std::string_view text) {
  std::string upper(text);
  for (char& letter : upper)
    letter = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  return upper;
}

// np.can_cast(from, to, "same_kind"): bool, unsigned, signed, float, complex go to themselves and to the
// later ones.
bool isOfSameKind(DType from, DType to) {
  const auto rank = [](DType dtype) {
    constexpr int kRanks[] = {0, 2, 1, 3, 4};  // in the order of DTypeKind
    return kRanks[static_cast<size_t>(ir::dtypeKind(dtype))];
  };
  return rank(from) <= rank(to);
}

void checkTriangle(const CallSite& site, size_t k) {
  const std::string which = upperCase(textArgument(site, k, "UPLO", "Use 'L' or 'U'."));
  if (which != "L" && which != "U")
    site.t.error(DiagKind::not_a_constant, site.inst, {"UPLO", "Use 'L' or 'U'."});
}

}  // namespace

Type numericArray(const CallSite& site, size_t k, int least_ndim) {
  const Type type = site.data(k);
  if (type.kind != TypeKind::Array || ir::isTime(type.dtype)) site.refuse(k, "Give an array of numbers.");
  if (type.ndim < least_ndim)
    site.refuse(k, "It takes arrays with at least " + std::to_string(least_ndim) + " axes.");
  return type;
}

TypeId arrayOrNumber(CallSite& site, DType dtype, int ndim, ir::Layout layout) {
  return ndim == 0 ? site.t.module.types.scalar(dtype) : site.t.module.types.array(dtype, ndim, layout);
}

TypeId outArray(CallSite& site, size_t k, DType dtype, int ndim, bool casts) {
  const Type out = numericArray(site, k);
  const bool fits_dtype = out.dtype == dtype || (casts && isOfSameKind(dtype, out.dtype));
  if (!fits_dtype) site.refuse(k, "The result is of dtype " + std::string(ir::dtypeName(dtype)) + ".");
  if (out.ndim != ndim && !(casts && out.ndim > ndim))
    site.refuse(k, "The result has " + std::to_string(ndim) + " axes.");
  if (out.readonly) site.refuse(k, "It is read-only.");
  return site.type(k);
}

std::string_view textArgument(const CallSite& site, size_t k, std::string_view what,
                              std::string_view way_round) {
  const ir::Constant* text = site.literal(k);
  if (!text || text->kind != ir::ConstKind::Str)
    site.t.error(DiagKind::not_a_constant, site.inst, {std::string(what), std::string(way_round)});
  return text->text;
}

bool boolConstantArgument(const CallSite& site, size_t k, std::string_view what) {
  const ir::Constant* constant = site.literal(k);
  const bool is_known =
      constant && (constant->kind == ir::ConstKind::Bool || constant->kind == ir::ConstKind::Int);
  if (!is_known) site.t.error(DiagKind::not_a_constant, site.inst, {std::string(what), "Use True or False."});
  return constant->integer != 0;
}

int wantInts(CallSite& site, size_t k) {
  if (site.isNone(k)) return 0;
  const TypeId integer = site.t.module.types.integer;
  const Type type = site.data(k);
  if (type.kind != TypeKind::Tuple) {
    site.wantIndex(k);
    return 1;
  }
  for (const TypeId element : type.elements) {
    const std::optional<Numeric> number = numericOf(site.t.module, element);
    if (!number || !isInteger(number->dtype)) site.refuse(k, "Give an int or a tuple of ints.");
  }
  site.want(k, site.t.module.types.tuple(std::vector<TypeId>(type.elements.size(), integer)));
  return static_cast<int>(type.elements.size());
}

// a, b, out, and of matmul what every ufunc takes.
TypeId inferMatMul(CallSite& site) {
  const Type a = numericArray(site, 0, 1), b = numericArray(site, 1, 1);
  const DType dtype = promote(a.dtype, b.dtype);
  const int stack = std::max(std::max(a.ndim, b.ndim) - 2, 0);
  const int ndim = stack + (a.ndim > 1 ? 1 : 0) + (b.ndim > 1 ? 1 : 0);
  if (site.count() > 3) {
    refuseCasting(site, 3);
    const char* names[] = {"order", "dtype", "subok", "signature", "axes", "axis"};
    for (size_t k = 4; k < site.count(); ++k) {
      if (!site.isAbsent(k)) site.refuseGiven(k, names[k - 4]);
    }
    while (site.arguments.size() > 3) site.arguments.pop_back();
  }
  return site.isNone(2) ? arrayOrNumber(site, dtype, ndim) : outArray(site, 2, dtype, ndim, true);
}

TypeId inferMatMulPlain(CallSite& site) {
  site.arguments.push_back(
      {{}, site.t.module.types.none, site.t.module.constants.intern(ir::noneConstant())});
  return inferMatMul(site);
}

Flow infer_matmul(Typing& t, ir::InstId inst) {
  CallSite site(t, inst, FunctionId::numpy_matmul);
  const std::vector<ir::ValueId> operands = t.function[inst].operands;
  for (const ir::ValueId operand : operands) {
    const Type& type = t.typeData(operand);
    if (type.kind != TypeKind::Array) {
      t.error(DiagKind::unsupported_operands, inst,
              {"@", t.text(widen(t.module, t.type(operands[0]))),
               t.text(widen(t.module, t.type(operands[1]))), "It multiplies arrays."});
    }
  }
  const bool inplace = t.function[inst].inplace;
  bindArguments(site, {{{operands[0], t.type(operands[0])}, {operands[1], t.type(operands[1])}}, {}, {}});
  if (inplace) site.arguments[2] = site.arguments[0];
  if (t.finalizing) {
    t.function[inst].op = ir::Op::call;
    t.function[inst].inplace = false;
  }
  return inferBuiltinCall(site);
}

TypeId inferDot(CallSite& site) {
  const Type a = numericArray(site, 0, 1), b = numericArray(site, 1, 1);
  const DType dtype = promote(a.dtype, b.dtype);
  const int ndim = a.ndim + b.ndim - 2;
  return site.count() < 3 || site.isNone(2) ? arrayOrNumber(site, dtype, ndim)
                                            : outArray(site, 2, dtype, ndim, false);
}

// A tuple of matrices, the first and the last of which may be vectors; out.
TypeId inferMultiDot(CallSite& site) {
  const Type arrays = site.data(0);
  if (arrays.kind != TypeKind::Tuple || arrays.elements.size() < 2)
    site.refuse(0, "Give a tuple of at least two arrays.");
  DType dtype = DType::Bool;
  int ndim = 2;
  for (size_t k = 0; k < arrays.elements.size(); ++k) {
    const Type& array = site.t.module.types[arrays.elements[k]];
    const bool is_end = k == 0 || k + 1 == arrays.elements.size();
    const bool fits = array.kind == TypeKind::Array && !ir::isTime(array.dtype) &&
                      (array.ndim == 2 || (array.ndim == 1 && is_end));
    if (!fits) site.refuse(0, "Give matrices; the first and the last may be vectors.");
    if (array.ndim == 1) --ndim;
    dtype = promote(dtype, array.dtype);
  }
  return site.isNone(1) ? arrayOrNumber(site, dtype, ndim) : outArray(site, 1, dtype, ndim, false);
}

TypeId inferVdot(CallSite& site) {
  const Type a = numericArray(site, 0), b = numericArray(site, 1);
  return site.t.module.types.scalar(promote(a.dtype, b.dtype));
}

TypeId inferVecdot(CallSite& site) {
  const Type a = numericArray(site, 0, 1), b = numericArray(site, 1, 1);
  if (site.count() > 2) {
    const ir::Constant* axis = site.literal(2);
    if (!axis || axis->kind != ir::ConstKind::Int || axis->integer != -1) site.refuseGiven(2, "axis");
    while (site.arguments.size() > 2) site.arguments.pop_back();
  }
  return arrayOrNumber(site, promote(a.dtype, b.dtype), std::max(a.ndim, b.ndim) - 1);
}

// axes: an int constant, or a pair of ints or tuples of ints.
TypeId inferTensorDot(CallSite& site) {
  const Type a = numericArray(site, 0), b = numericArray(site, 1);
  const Type axes = site.data(2);
  const ir::Constant* constant = site.literal(2);
  int count = 0;
  if (constant && constant->kind == ir::ConstKind::Int) {
    count = static_cast<int>(std::max<int64_t>(0, constant->integer));
  } else if (axes.kind == TypeKind::Tuple && axes.elements.size() == 2) {
    const Type& first = site.t.module.types[axes.elements[0]];
    count = first.kind == TypeKind::Tuple ? static_cast<int>(first.elements.size()) : 1;
    site.want(2, widen(site.t.module, site.type(2)));
  } else {
    site.t.error(DiagKind::not_a_constant, site.inst, {"axes", "Give an int, or a pair of tuples of ints."});
  }
  if (count > a.ndim || count > b.ndim) site.refuse(2, "There are fewer axes.");
  return arrayOrNumber(site, promote(a.dtype, b.dtype), a.ndim + b.ndim - 2 * count);
}

// out, optimize, dtype, order, casting; then the subscripts and the arrays. A sum of nothing is a view of its
// one array.
TypeId inferEinsum(CallSite& site) {
  constexpr size_t kFirst = 5;
  const char* names[] = {"dtype", "order", "casting"};
  for (size_t k = 2; k < kFirst; ++k) {
    if (!site.isAbsent(k)) site.refuseGiven(k, names[k - 2]);
  }
  if (site.count() < kFirst + 2)
    site.t.error(DiagKind::wrong_arguments, site.inst, {"einsum", "takes subscripts and arrays"});
  const std::string given(
      textArgument(site, kFirst, "the subscripts of einsum()", "Give them as a text, such as 'ij,jk->ik'."));
  std::vector<int> ndims;
  DType dtype = numericArray(site, kFirst + 1).dtype;
  for (size_t k = kFirst + 1; k < site.count(); ++k) {
    const Type array = numericArray(site, k);
    ndims.push_back(array.ndim);
    dtype = promote(dtype, array.dtype);
  }
  const EinsumSubscripts plain = plainSubscripts(given, ndims);
  if (plain.text.empty()) site.t.error(DiagKind::wrong_arguments, site.inst, {"einsum", plain.error});
  const bool has_out = !site.isNone(0);
  const Argument out = site.arguments[0];
  const ir::ConstId text = site.t.module.constants.intern(ir::textConstant(ir::ConstKind::Str, plain.text));
  std::vector<Argument> ordered{{{}, constantType(site.t.module, text), text}, out};
  ordered.insert(ordered.end(), site.arguments.begin() + kFirst + 1, site.arguments.end());
  site.arguments = std::move(ordered);
  if (has_out) return outArray(site, 1, dtype, plain.output_ndim, false);
  const bool is_view = ndims.size() == 1 && !plain.sums && plain.output_ndim > 0;
  if (is_view)
    return site.t.module.types.array(dtype, plain.output_ndim, ir::Layout::Strided, site.data(2).readonly);
  return arrayOrNumber(site, dtype, plain.output_ndim);
}

TypeId inferSolve(CallSite& site) {
  const Type a = matrixArgument(site, 0);
  Type b = numericArray(site, 1, 1);
  b.dtype = linalgDType(site, 1, b.dtype);
  const int core = b.ndim == 1 ? 1 : 2;
  return arrayOrNumber(site, promote(a.dtype, b.dtype), std::max(a.ndim - 2, b.ndim - core) + core);
}

TypeId inferInverse(CallSite& site) {
  const Type a = matrixArgument(site);
  return arrayOrNumber(site, a.dtype, a.ndim);
}

TypeId inferCholesky(CallSite& site) {
  const ir::Constant* upper = site.literal(1);
  if (!upper) site.want(1, site.t.module.types.boolean);
  return inferInverse(site);
}

TypeId inferDeterminant(CallSite& site) {
  const Type a = matrixArgument(site);
  return arrayOrNumber(site, a.dtype, a.ndim - 2);
}

TypeId inferSlogdet(CallSite& site) {
  const Type a = matrixArgument(site);
  return linalgResult(
      site, "SlogdetResult",
      {arrayOrNumber(site, a.dtype, a.ndim - 2), arrayOrNumber(site, realOf(a.dtype), a.ndim - 2)});
}

TypeId inferQr(CallSite& site) {
  const Type a = matrixArgument(site);
  const std::string_view mode = textArgument(site, 1, "mode", "Use 'reduced', 'complete', 'r' or 'raw'.");
  const TypeId matrix = arrayOrNumber(site, a.dtype, a.ndim);
  if (mode == "reduced" || mode == "complete") return linalgResult(site, "QRResult", {matrix, matrix});
  if (mode == "r") return matrix;
  if (mode != "raw")
    site.t.error(DiagKind::not_a_constant, site.inst, {"mode", "Use 'reduced', 'complete', 'r' or 'raw'."});
  return tupleOf(site, {arrayOrNumber(site, a.dtype, a.ndim, ir::Layout::Strided),
                        arrayOrNumber(site, a.dtype, a.ndim - 1)});
}

// a, full_matrices, compute_uv, hermitian
TypeId inferSvd(CallSite& site) {
  const Type a = matrixArgument(site);
  if (!site.literal(1)) site.want(1, site.t.module.types.boolean);
  static_cast<void>(boolConstantArgument(site, 3, "hermitian"));
  const TypeId values = arrayOrNumber(site, realOf(a.dtype), a.ndim - 1);
  if (!boolConstantArgument(site, 2, "compute_uv")) return values;
  const TypeId matrix = arrayOrNumber(site, a.dtype, a.ndim);
  return linalgResult(site, "SVDResult", {matrix, values, matrix});
}

TypeId inferSingularValues(CallSite& site) {
  const Type a = matrixArgument(site);
  return arrayOrNumber(site, realOf(a.dtype), a.ndim - 1);
}

TypeId inferEigh(CallSite& site) {
  const Type a = matrixArgument(site);
  checkTriangle(site, 1);
  return linalgResult(
      site, "EighResult",
      {arrayOrNumber(site, realOf(a.dtype), a.ndim - 1), arrayOrNumber(site, a.dtype, a.ndim)});
}

TypeId inferEigvalsh(CallSite& site) {
  checkTriangle(site, 1);
  return inferSingularValues(site);
}

TypeId inferEig(CallSite& site) {
  const Type a = matrixArgument(site);
  return linalgResult(site, "EigResult",
                      {arrayOrNumber(site, a.dtype, a.ndim - 1), arrayOrNumber(site, a.dtype, a.ndim)});
}

TypeId inferEigvals(CallSite& site) {
  const Type a = matrixArgument(site);
  return arrayOrNumber(site, a.dtype, a.ndim - 1);
}

TypeId inferLstsq(CallSite& site) {
  const Type a = matrixArgument(site, 0);
  Type b = numericArray(site, 1, 1);
  b.dtype = linalgDType(site, 1, b.dtype);
  if (a.ndim != 2) site.refuse(0, "It takes one matrix.");
  if (b.ndim > 2) site.refuse(1, "It takes a vector or a matrix.");
  if (!site.isNone(2)) site.wantFloat(2);
  const DType dtype = promote(a.dtype, b.dtype);
  ir::TypeTable& types = site.t.module.types;
  const TypeId reals = arrayOrNumber(site, realOf(dtype), 1);
  return tupleOf(site, {arrayOrNumber(site, dtype, b.ndim), reals, types.scalar(DType::Int32), reals});
}

}  // namespace krait::infer
