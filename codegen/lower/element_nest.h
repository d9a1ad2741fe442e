// A loop nest over the elements of arrays that are broadcast to one shape.
//
// The axes are rearranged at run time (kr_plan_loops) so that the innermost loop is long and goes along memory; where all
// operands are C arrays of one known shape there is just one loop. The innermost loop is there twice: for operands that
// all go from one element to the next (or stay where they are, if their types say that they have one element in a row),
// which LLVM vectorises, and for any strides. Longer rows with other strides are packed for the former (pack_rows.h). No
// element depends on another, and the loops say so; an array that is written must not overlap the others otherwise than
// element by element.
#pragma once

#include "codegen/lower/array.h"
#include "codegen/lower/lowering.h"
#include "codegen/lower/pack_rows.h"

namespace krait::lower {

class Outlined;

class ElementNest {
 public:
  ElementNest(FunctionLowering& lowering, llvm::ArrayRef<llvm::Value*> shape) : f_(lowering), shape_(shape.begin(), shape.end()) {}

  // Operands are numbered as they are added. An array may have more axes than the shape, the first ones of extent 1.
  void add(const ir::Type& array, llvm::ArrayRef<llvm::Value*> parts);
  // One that is only read. `is_thin`: its last axis is likely to have extent 1.
  void addInput(const ir::Type& array, llvm::ArrayRef<llvm::Value*> parts, bool is_thin);
  // Of a nest of one axis: an operand by its first element and step, or just one element after the other.
  void addRow(ir::DType dtype, llvm::Value* data, llvm::Value* step, bool is_unit);
  // Operand 0 goes to other memory of the same shape.
  void redirect(llvm::Value* data, llvm::ArrayRef<llvm::Value*> strides);

  // Emits the loops. The body is emitted once for each version of the innermost loop.
  void emit(llvm::function_ref<void()> body);
  // The same in steps: arrange the axes; in a piece of the function, the loops over a stretch of the outermost axis; give
  // back what that took.
  void arrange();
  void release();
  [[nodiscard]] ElementNest inside(Outlined& piece) const;
  void emitStretch(llvm::Value* first, llvm::Value* limit, llvm::function_ref<void()> body);
  [[nodiscard]] llvm::ArrayRef<llvm::Value*> shape() const { return shape_; }
  // In the body: operand k's element.
  [[nodiscard]] Parts load(size_t k);
  void store(size_t k, llvm::ArrayRef<llvm::Value*> value);

  // Operands as the runtime takes them: data pointers, strides (one row each), bytes of an element.
  struct Spilled {
    llvm::Value* shape;
    llvm::Value* strides;
    llvm::Value* data;
    llvm::Value* widths;
  };
  [[nodiscard]] Spilled spill();
  [[nodiscard]] size_t count() const { return operands_.size(); }
  [[nodiscard]] llvm::ArrayRef<llvm::Value*> strides(size_t k) const { return operands_[k].strides; }

 private:
  struct Operand {
    ir::DType dtype;
    llvm::Value* data;
    Parts strides;
    bool is_dense;          // a C array of just the shape
    bool is_still = false;  // one element for a whole row, in C's order of axes
    bool is_repeated = false;  // a row with steps, only read, that may stand in many places
    bool is_loaded = false, is_stored = false;  // by the body
  };

  void flatten();
  void plan();
  void packRepeated();
  void emitRows(llvm::function_ref<void()> body);
  void emitRow(llvm::function_ref<void()> body);
  void emitEither(llvm::Value* is_unit, llvm::Value* count, llvm::function_ref<void()> body);
  // Whether the loop is worth vectors.
  bool emitLoop(llvm::Value* count, bool is_unit, llvm::function_ref<void()> body);
  [[nodiscard]] Parts packRows(llvm::Value* count, bool is_straight);
  void unpackRows(llvm::ArrayRef<llvm::Value*> rows, llvm::ArrayRef<llvm::Value*> packed, llvm::Value* count);
  [[nodiscard]] PackedRow rowOf(size_t k, llvm::Value* data) const;
  [[nodiscard]] llvm::Value* isUnit();
  [[nodiscard]] llvm::Value* isPackable(llvm::Value* count);
  void loadStill(bool is_unit);
  void independent(llvm::BasicBlock* block, llvm::Instruction* after);

  FunctionLowering& f_;
  Parts shape_;
  llvm::SmallVector<Operand, 4> operands_;
  Parts rows_;       // where the row of each operand starts
  Parts addresses_;  // of the element of each operand
  llvm::SmallVector<Parts, 4> still_;  // what operands that stay where they are have in this row; else no parts
  llvm::MDNode* access_group_ = nullptr;
  llvm::Value* packed_ = nullptr;    // the owner of rows that were packed once for the nest, or 0
  bool is_fortran_ = false;  // an operand is in Fortran's order
  bool is_strided_ = false;  // known not to go from one element to the next
};

// At the head of a loop: how far each of so many operands has come in bytes. Where steps are known at run time only this is
// cheaper than a multiplication, which LLVM would have to be asked to turn into it; and unlike pointers that walk, LLVM
// vectorises and interleaves it.
class RunningOffsets {
 public:
  RunningOffsets(FunctionLowering&, size_t count, llvm::BasicBlock* before);
  void advance(llvm::ArrayRef<llvm::Value*> steps);  // at the end of the loop's body
  [[nodiscard]] llvm::Value* operator[](size_t k) const { return offsets_[k]; }

 private:
  FunctionLowering& f_;
  llvm::SmallVector<llvm::PHINode*, 4> offsets_;
};

// Memory for so many words, in the function's frame.
[[nodiscard]] llvm::Value* spillWords(FunctionLowering&, llvm::ArrayRef<llvm::Value*> words);
[[nodiscard]] Parts loadWords(FunctionLowering&, llvm::Value* address, size_t first, size_t count);

}  // namespace krait::lower
