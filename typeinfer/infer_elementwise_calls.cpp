// Functions of numbers with arrays among their arguments: the rows of elementwise.def.
#include <algorithm>

#include "typeinfer/element_loop.h"

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

  [[nodiscard]] LoopDestination destination() const {
    if (isInPlace()) {
      checkWritable(site_.t, site_.inst, site_.type(0));
      return {site_.arguments[0].value, site_.type(0), false, "same_kind"};
    }
    const size_t k = static_cast<size_t>(row_.out);
    if (row_.out < 0 || !isArray(site_.t.module, site_.type(k))) return {};
    checkWritable(site_.t, site_.inst, site_.type(k));
    return {site_.arguments[k].value, site_.type(k), false, casting()};
  }

  // np.nan_to_num(a, copy=False) puts its result into the array.
  [[nodiscard]] bool isInPlace() const {
    if (site_.function != FunctionId::numpy_nan_to_num || !isArray(site_.t.module, site_.type(0))) return false;
    const ir::Constant* copy = site_.literal(1);
    return copy && copy->kind == ir::ConstKind::Bool && copy->integer == 0;
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
    return std::ranges::all_of(inputs_, [&](const LoopInput& input) {
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
    const std::vector<LoopInput> elements = loop.elements();
    for (size_t k = 0; k < positions_.size(); ++k) {
      element.arguments[positions_[k]].value = elements[k].value;
      element.arguments[positions_[k]].type = elements[k].type;
    }
    if (row_.out >= 0 && destination().array.valid()) setAbsent(element, row_.out, ir::noneConstant());
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
  std::vector<LoopInput> inputs_;
};

}  // namespace

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
  if (isRoundInto(site)) return false;
  for (int k = 0; k < static_cast<int>(site.count()); ++k) {
    const bool takes_array = (row->elements >> k & 1) != 0 || k == row->where || k == row->out;
    if (takes_array && isArray(site.t.module, site.type(static_cast<size_t>(k)))) return true;
  }
  return false;
}

Flow inferElementwiseCall(CallSite& site) { return ElementwiseCall(site).infer(); }

}  // namespace krait::infer
