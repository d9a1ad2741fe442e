// dtypes as values: they are known when a function is compiled, and so is all that is asked of them.
#include "frontend/ir/time_unit.h"
#include "typeinfer/call_site.h"
#include "typeinfer/infer_function.h"

namespace krait::infer {
namespace {

using ir::ConstKind;
using ir::DType;
using ir::DTypeKind;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;

TypeId literal(ir::Module& module, ir::Constant constant) {
  return module.types.literal(module.constants.intern(std::move(constant)));
}

TypeId dtypeLiteral(ir::Module& module, DType dtype) {
  ir::Constant constant{.kind = ConstKind::DType};
  constant.dtype = dtype;
  return literal(module, std::move(constant));
}

DType dtypeNamed(CallSite& site, size_t k) { return dtypeArgument(site, k).value_or(DType::Float64); }

// What an argument of np.result_type counts as: an array or a dtype is strong, a Python number weak.
Numeric countedAs(CallSite& site, size_t k) {
  const Type data = site.data(k);
  if (data.kind == TypeKind::Array) return {false, data.dtype};
  if (const std::optional<Numeric> number = numericOf(site.t.module, site.type(k))) return *number;
  return {false, dtypeNamed(site, k)};
}

DType resultType(const std::vector<Numeric>& numbers) {
  Numeric result = numbers[0];
  for (size_t k = 1; k < numbers.size(); ++k) {
    const bool both_python = result.python && numbers[k].python;
    const DType dtype = both_python ? promote(result.dtype, numbers[k].dtype) : promote(result, numbers[k]);
    result = {both_python, dtype};
  }
  return result.dtype;
}

// The strong ones first: weak ones are fitted to what those give together.
void sortStrongFirst(std::vector<Numeric>& numbers) {
  std::vector<Numeric> sorted;
  for (const bool python : {false, true}) {
    for (const Numeric& number : numbers) {
      if (number.python == python) sorted.push_back(number);
    }
  }
  numbers = std::move(sorted);
}

char kindLetter(DType dtype) {
  constexpr std::string_view kLetters = "biufcMm";
  return kLetters[static_cast<size_t>(ir::dtypeKind(dtype))];
}

// NumPy's order of kinds: what stands earlier may be cast to what stands later.
int kindOrder(DType dtype) {
  constexpr int kOrder[] = {0, 2, 1, 4, 5, 6, 7};
  return kOrder[static_cast<size_t>(ir::dtypeKind(dtype))];
}

DType dtypeOf(Typing& t, ir::InstId inst) { return t.module.constants[t.module.types[t.operandType(inst, 0)].constant].dtype; }

std::string scalarName(DType dtype) { return dtype == DType::Bool ? "bool" : std::string(ir::dtypeName(dtype)); }

}  // namespace

bool canCast(DType from, DType to, std::string_view casting) {
  if (casting == "unsafe" || from == to) return true;
  if (casting == "no" || casting == "equiv" || ir::isTime(from) || ir::isTime(to)) return false;
  return promote(from, to) == to || (casting == "same_kind" && kindOrder(from) <= kindOrder(to));
}

TypeId inferDType(CallSite& site) {
  const DType dtype = dtypeNamed(site, 0);
  site.refuseGiven(3, "metadata");
  return dtypeLiteral(site.t.module, dtype);
}

TypeId inferResultType(CallSite& site) {
  std::vector<Numeric> numbers;
  for (size_t k = 0; k < site.count(); ++k) numbers.push_back(countedAs(site, k));
  if (numbers.empty()) site.t.error(DiagKind::wrong_arguments, site.inst, {"result_type", "needs an argument"});
  for (size_t k = 0; k < numbers.size(); ++k) {
    if (ir::isTime(numbers[k].dtype)) site.refuse(k, "It takes numbers.");
  }
  sortStrongFirst(numbers);
  return dtypeLiteral(site.t.module, resultType(numbers));
}

TypeId inferPromoteTypes(CallSite& site) {
  const DType a = dtypeNamed(site, 0), b = dtypeNamed(site, 1);
  if (a != b && (ir::isTime(a) || ir::isTime(b))) site.refuse(0, "It takes dtypes of numbers.");
  return dtypeLiteral(site.t.module, a == b ? a : promote(a, b));
}

TypeId inferCanCast(CallSite& site) {
  const ir::Constant* casting = site.literal(2);
  if (!casting || casting->kind != ConstKind::Str) site.t.error(DiagKind::not_a_constant, site.inst, {"casting", "Use 'safe'."});
  const bool can = canCast(dtypeNamed(site, 0), dtypeNamed(site, 1), std::string(casting->text));
  return literal(site.t.module, ir::boolConstant(can));
}

TypeId inferDTypeKind(Typing& t, ir::InstId inst) {
  return literal(t.module, ir::textConstant(ConstKind::Str, std::string(1, kindLetter(dtypeOf(t, inst)))));
}

TypeId inferDTypeItemsize(Typing& t, ir::InstId inst) {
  return literal(t.module, ir::intConstant(ir::dtypeBytes(dtypeOf(t, inst))));
}

TypeId inferDTypeName(Typing& t, ir::InstId inst) {
  return literal(t.module, ir::textConstant(ConstKind::Str, scalarName(dtypeOf(t, inst))));
}

// x.dtype.type: the class of its scalars.
TypeId inferDTypeType(Typing& t, ir::InstId inst) {
  const DType dtype = dtypeOf(t, inst);
  const std::string text = ir::isTime(dtype) ? "" : "numpy." + std::string(ir::dtypeName(dtype));
  if (text.empty()) t.error(DiagKind::unknown_attribute, inst, {t.text(t.operandType(inst, 0)), "type"});
  return literal(t.module, ir::textConstant(ConstKind::Class, text));
}

}  // namespace krait::infer
