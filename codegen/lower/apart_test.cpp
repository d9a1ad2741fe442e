// Comparisons of addresses and extents; see apart_test.h.
#include "codegen/lower/apart_test.h"

#include <algorithm>

#include "codegen/lower/memory_span.h"

namespace krait::lower {
namespace {

using ir::InstId;
using ir::Op;
using ir::TypeKind;
using ir::ValueId;

class ApartTest {
 public:
  ApartTest(FunctionLowering& lowering, InstId version)
      : f_(lowering), version_(version), store_(firstStore(lowering, version)), array_(f_.inst(store_).operands[0]),
        type_(f_.typeData(array_)), view_{f_.parts(array_), type_.ndim} {}

  static InstId firstStore(const FunctionLowering& f, InstId version) {
    return f.function[f.inst(version).regions[0]].insts.front();
  }

  llvm::Value* run() {
    requireOwnMemory();
    const MemorySpan own = memorySpan(f_, array_);
    for (const ValueId input : f_.inst(store_).operands) {
      if (input == array_) continue;
      require(areApart(f_, own, memorySpan(f_, input)));
      requireFit(input);
    }
    const ir::BlockId program = f_.inst(version_).regions[1];
    for (const InstId id : f_.function[program].insts) {
      const ir::Inst& inst = f_.inst(id);
      if (inst.op == Op::broadcast || inst.op == Op::fit) visitShapes(inst, program);
    }
    return all_;
  }

 private:
  void require(llvm::Value* condition) { all_ = all_ ? f_.b.CreateAnd(all_, condition) : condition; }

  void visitShapes(const ir::Inst& inst, ir::BlockId program) {
    for (const ValueId shape : inst.operands) {
      const InstId definition = f_.function[shape].inst;
      const bool is_inside = definition.valid() && f_.inst(definition).parent == program;
      const bool is_known = shape == array_ || std::ranges::find(fitting_, shape) != fitting_.end();
      if (!is_inside && !is_known) requireFit(shape);
    }
  }

  // An array or a shape, of as many axes as the array at most.
  void requireFit(ValueId value) {
    fitting_.push_back(value);
    const bool is_array = f_.typeData(value).kind == TypeKind::Array;
    const llvm::ArrayRef<llvm::Value*> parts = f_.parts(value);
    const auto extents = is_array ? parts.slice(2, f_.typeData(value).ndim) : parts;
    const int missing = type_.ndim - static_cast<int>(extents.size());
    for (size_t axis = 0; axis < extents.size(); ++axis) {
      llvm::Value* own = view_.extent(missing + static_cast<int>(axis));
      if (extents[axis] == own) continue;
      llvm::Value* is_one = f_.b.CreateICmpEQ(extents[axis], f_.word(1));
      require(f_.b.CreateOr(f_.b.CreateICmpEQ(extents[axis], own), is_one));
    }
  }

  // One axis steps over all of the next one, from the first to the last or from the last to the first.
  void requireOwnMemory() {
    if (type_.layout == ir::Layout::C || type_.layout == ir::Layout::F) return;
    require(f_.b.CreateOr(nests(false), nests(true)));
  }

  llvm::Value* nests(bool is_reversed) {
    llvm::Value* reach = f_.word(ir::dtypeBytes(type_.dtype));
    llvm::Value* nested = f_.b.getTrue();
    for (int k = 0; k < type_.ndim; ++k) {
      const int axis = is_reversed ? k : type_.ndim - 1 - k;
      llvm::Value* step = f_.b.CreateBinaryIntrinsic(llvm::Intrinsic::abs, view_.stride(axis), f_.b.getFalse());
      nested = f_.b.CreateAnd(nested, f_.b.CreateICmpUGE(step, reach));
      reach = f_.b.CreateMul(step, view_.extent(axis));
    }
    return nested;
  }

  FunctionLowering& f_;
  const InstId version_;
  const InstId store_;
  const ValueId array_;
  const ir::Type& type_;
  const ArrayView view_;
  llvm::Value* all_ = nullptr;
  std::vector<ValueId> fitting_;
};

}  // namespace

bool fusesStores(const FunctionLowering& f, InstId version) {
  return f.inst(ApartTest::firstStore(f, version)).op == Op::map_into;
}

llvm::Value* storesStayApart(FunctionLowering& f, InstId version) {
  llvm::Value* test = ApartTest(f, version).run();
  return test ? test : f.b.getTrue();
}

}  // namespace krait::lower
