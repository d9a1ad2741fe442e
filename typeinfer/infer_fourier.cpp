// Result types of numpy.fft.
#include "typeinfer/infer_function.h"
#include "typeinfer/linear_algebra.h"

namespace krait::infer {
namespace {

using ir::DType;
using ir::Type;
using ir::TypeId;
using ir::TypeKind;

// The word behind the runtime function in the row's data.
std::string_view kindOf(const CallSite& site) { return site.rowData().substr(site.rowData().find(' ') + 1); }

bool isSmall(DType dtype) {
  return dtype == DType::Float16 || dtype == DType::Float32 || dtype == DType::Complex64;
}

bool takesReal(std::string_view kind) { return kind == "rfft" || kind == "ihfft" || kind == "rfftn"; }
bool givesReal(std::string_view kind) { return kind == "irfft" || kind == "hfft" || kind == "irfftn"; }

// Half precision stays only where the result is real.
DType resultDType(std::string_view kind, DType dtype) {
  if (!givesReal(kind)) return isSmall(dtype) ? DType::Complex64 : DType::Complex128;
  if (dtype == DType::Float16 && kind != "irfftn") return DType::Float16;
  return isSmall(dtype) ? DType::Float32 : DType::Float64;
}

Type signalArgument(const CallSite& site) {
  const Type a = numericArray(site, 0, 1);
  if (takesReal(kindOf(site)) && isComplex(a.dtype))
    site.refuse(0, "It takes real input: take the .real, or use fft.");
  return a;
}

void checkNorm(const CallSite& site, size_t k) {
  if (!site.isNone(k))
    static_cast<void>(textArgument(site, k, "norm", "Use 'backward', 'ortho' or 'forward'."));
}

TypeId spectrum(CallSite& site, const Type& a, size_t out) {
  const DType dtype = resultDType(kindOf(site), a.dtype);
  if (out < site.count() && !site.isNone(out)) return outArray(site, out, dtype, a.ndim, false);
  return arrayOrNumber(site, dtype, a.ndim, a.layout == ir::Layout::F ? ir::Layout::F : ir::Layout::C);
}

// The default of fft2 and its kin.
void giveLastTwoAxes(CallSite& site, size_t k) {
  if (!site.isAbsent(k)) return;
  ir::ConstantTable& constants = site.t.module.constants;
  const ir::ConstId first = constants.intern(ir::intConstant(-2)),
                    second = constants.intern(ir::intConstant(-1));
  const ir::ConstId axes = constants.intern(ir::tupleConstant({first, second}));
  site.arguments[k] = {{}, constantType(site.t.module, axes), axes};
}

TypeId alongAxes(CallSite& site) {
  const Type a = signalArgument(site);
  for (const size_t k : {size_t{1}, size_t{2}}) {
    if (!site.isNone(k) && site.data(k).kind != TypeKind::Tuple) site.refuse(k, "Give a tuple of ints.");
    static_cast<void>(wantInts(site, k));
  }
  checkNorm(site, 3);
  return spectrum(site, a, 4);
}

}  // namespace

// a, n, axis, norm, out
TypeId inferFourier(CallSite& site) {
  const Type a = signalArgument(site);
  if (!site.isNone(1)) site.wantIndex(1);
  site.wantIndex(2);
  checkNorm(site, 3);
  if (site.count() == 4) {  // hfft takes no out; the runtime reads one
    site.arguments.push_back(
        {{}, site.t.module.types.none, site.t.module.constants.intern(ir::noneConstant())});
  }
  return spectrum(site, a, 4);
}

// a, s, axes, norm, out
TypeId inferFourierAxes(CallSite& site) { return alongAxes(site); }

TypeId inferFourierPlane(CallSite& site) {
  giveLastTwoAxes(site, 2);
  return alongAxes(site);
}

// n, d, device: the frequencies of n points at distance d.
TypeId inferFrequencies(CallSite& site) {
  const Numeric count = site.number(0), distance = site.number(1);
  if (!isInteger(count.dtype)) site.refuse(0, "n should be an int.");
  const bool is_double = distance.python || isInteger(distance.dtype) || distance.dtype == DType::Float64;
  if (!is_double || isComplex(distance.dtype)) site.refuse(1, "Use float(d).");
  const ir::Constant* device = site.literal(2);
  if (!device || device->text != "cpu") site.refuseGiven(2, "device");
  site.want(0, count.python ? site.t.module.types.integer : site.t.module.types.scalar(DType::Int64));
  site.want(1, distance.python ? site.t.module.types.floating : site.t.module.types.scalar(DType::Float64));
  site.arguments.pop_back();
  return site.t.module.types.array(DType::Float64, 1, ir::Layout::C);
}

// x, axes
TypeId inferFourierShift(CallSite& site) {
  const Type a = numericArray(site, 0);
  static_cast<void>(wantInts(site, 1));
  return arrayOrNumber(site, a.dtype, a.ndim);
}

}  // namespace krait::infer
