// What a reduction does with the elements of rows: combining them one by one, or in blocks.
//
// Sums and products of floats that have an accumulator may be reassociated within blocks of kBlock elements, so that
// they are vectorised; the sums of blocks are added with their rounding errors kept apart (Knuth's two-sum). That is
// more accurate than NumPy's pairwise summation, and does not depend on the number of threads. Elements that are not
// neighbours are not worth vectors; their blocks are shorter, because fewer accumulators share them. In a loop of the
// program, where a reduction may run once for each point of a few coordinates, less than kFewElements are added one
// after the other, as NumPy does.
#pragma once

#include <optional>
#include <vector>

#include "codegen/lower/call_lowering.h"

namespace krait::lower {

using PartsRef = llvm::ArrayRef<llvm::Value*>;

// Accumulators that live in the function's frame until LLVM puts them into registers.
class Variable {
 public:
  Variable(FunctionLowering&, PartsRef initial);
  void set(PartsRef value);
  [[nodiscard]] Parts get() const;

 private:
  FunctionLowering& f_;
  Parts places_;
};

// An accumulator over a nest of axes; sums also keep what rounding took from them.
struct Accumulator {
  Variable value;
  std::optional<Variable> lost;
};

class Accumulation {
 public:
  explicit Accumulation(FunctionLowering&, ir::InstId reduce);

  struct Input {
    ir::DType dtype;
    llvm::Value* data;
    Parts strides;  // one for each axis of the shape
  };
  std::vector<Input> inputs;
  const ir::BlockId elements, combination;  // the regions: what is reduced, and how two are combined
  const Number accumulated;

  [[nodiscard]] ir::InstId combinationCall() const;  // the operator or function that combines
  // Sums and products of floats: what is worth reassociating.
  [[nodiscard]] bool isBlocked() const;
  // Whether chunks may be reduced apart and then combined: the operation is associative, and its neutral value is known.
  [[nodiscard]] bool isSeparable() const;
  [[nodiscard]] Parts neutral() const;
  Parts combine(PartsRef accumulator, PartsRef value, bool reassociates);
  Accumulator makeAccumulator();
  // That of a chunk, which does not count the reduction's initial value; and its values taken into the whole's.
  Accumulator makeChunkAccumulator();
  void addChunk(Accumulator& to, const Parts& value, const Parts& lost);
  // Infinities have no rounding errors.
  Parts finish(Accumulator& from);
  // Over a nest of axes from the addresses on.
  void reduceNest(Accumulator& accumulator, PartsRef starts, PartsRef shape, llvm::ArrayRef<Parts> strides);
  Parts addressesOf(PartsRef starts, llvm::ArrayRef<Parts> strides, PartsRef indices);
  void byUnit(llvm::Value* is_unit, llvm::function_ref<void(bool)> emit);
  [[nodiscard]] llvm::Value* areUnits(PartsRef steps);

 private:
  // Elements that the vectorised loop takes at a time, at most: four vectors of 64 bytes.
  [[nodiscard]] int64_t vectorSpan() const;
  [[nodiscard]] ir::Op combineOp() const;
  // The greatest or least float, as an intrinsic: unlike the ufunc's comparisons, LLVM reduces it in vectors. Which of two
  // zeros it takes is left open, so it does not depend on their order.
  [[nodiscard]] std::optional<llvm::Intrinsic::ID> extremeIntrinsic() const;
  Parts elementAt(PartsRef addresses);
  // Elements that are neighbours or not, or too few of them for vectors.
  enum class Stretch { Unit, Strided, Few };
  // Combines `count` elements from the addresses on, `strides` apart, with an accumulator.
  Parts reduceStretch(PartsRef starts, PartsRef strides, Stretch, llvm::Value* count, PartsRef initial);
  // Elements that are not neighbours are not worth vectors, but several accumulators hide what an addition waits for.
  void interleave(llvm::Instruction* branch);
  void addBlock(Accumulator& to, PartsRef block);
  void reduceRow(Accumulator& accumulator, PartsRef rows, PartsRef steps, llvm::Value* length);
  void reduceShortRow(Accumulator& accumulator, PartsRef rows, PartsRef steps, llvm::Value* length);

  FunctionLowering& f;
  const ir::InstId id_;
};

}  // namespace krait::lower
