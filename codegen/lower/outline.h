// A piece of a function as a function of its own, for threads: void(kr_context*, const kr_slot* environment, i64 first, i64 limit,
// kr_slot* results), the kr_chunk_body of runtime/parallel_abi.h.
//
// The piece is lowered from the same regions by a FunctionLowering of its own. What it uses from outside travels in the
// environment, an array of slots in the enclosing function's frame; constants are simply there again.
#pragma once

#include <memory>

#include "codegen/lower/lowering.h"

namespace krait::lower {

// The values that an op's regions use and do not define, its operands first.
[[nodiscard]] std::vector<ir::ValueId> valuesFromOutside(const ir::Function&, ir::InstId op);

// A for_ that is run by several threads (lower_parallel.cpp).
void lowerParallelFor(FunctionLowering&, ir::InstId for_loop);

// The memory of a buffer that is given as an owner.
[[nodiscard]] llvm::Value* dataOfBuffer(FunctionLowering&, llvm::Value* owner);

class Outlined {
 public:
  // The builder of `outer` stands where the piece will be called.
  Outlined(FunctionLowering& outer, ir::InstId op, const char* name);

  // The lowering of the piece; its context is the chunk's.
  [[nodiscard]] FunctionLowering& inner() { return *inner_; }
  [[nodiscard]] llvm::Function* function() const { return llvm_function_; }
  [[nodiscard]] llvm::Value* first() const { return llvm_function_->getArg(2); }
  [[nodiscard]] llvm::Value* limit() const { return llvm_function_->getArg(3); }
  [[nodiscard]] llvm::Value* results() const { return llvm_function_->getArg(4); }

  // All that the regions of the op use.
  void captureOutside(ir::InstId op);
  // The value is the same inside; nothing is done for one that the piece knows already, or that has no parts.
  void capture(ir::ValueId value);
  // Parts of the enclosing function as they are inside.
  [[nodiscard]] Parts capture(llvm::ArrayRef<llvm::Value*> parts);
  // Ends the piece.
  void finish();

  // Calls the runtime to run the piece over `count` iterations; gives the number of chunks.
  struct Run {
    llvm::Value* chunks;
    llvm::Value* results;  // the buffer that holds all chunks' results, as an owner to be released; 0 if there are none
  };
  // `elements` are those that an iteration visits, of a loop over elements: it runs on threads only where they pay.
  [[nodiscard]] Run run(llvm::Value* count, size_t result_slots, llvm::Value* private_bytes, llvm::Value* elements);
  // The same without results.
  void runElements(llvm::Value* count, llvm::Value* elements);

 private:
  llvm::Value* captureOne(llvm::Value* part);
  llvm::Value* fillLoop(llvm::Value* count, size_t result_slots, llvm::Value* private_bytes, llvm::Value* elements);

  FunctionLowering& outer_;
  llvm::Function* llvm_function_;
  std::unique_ptr<FunctionLowering> inner_;
  std::unordered_map<llvm::Value*, llvm::Value*> captured_;
  llvm::SmallVector<llvm::Value*, 16> environment_;
};

}  // namespace krait::lower
