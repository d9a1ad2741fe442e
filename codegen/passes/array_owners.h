// Which arrays of a function own a reference to their memory, and whom the others borrow from.
//
// A component (array_components.h) is owned if it is a new array, what a call returns as owned, or a value that a
// structured op joins from arrays of which one is not borrowed from outside. All others borrow: rows, transposes,
// tuples of arrays and their elements from what they were made of; parameters and captured arrays from outside, where
// the caller or the host keeps them alive. A borrowed array needs no count as long as its owners live.
//
//   %a = call_builtin "numpy.zeros" ...     owned
//   %r = getitem %a, %i : float64[::1]      borrows from %a
//   %q = getitem %list, %i : float64[::1]   owned: the list may let go of it; borrowed, if it is read at once and dropped
//   %x = if_ %c { yield %a } else { yield %p }    owned; if both were parameters: borrowed from outside
//
// On entry: typed, structured form.
#pragma once

#include <span>
#include <vector>

#include "codegen/passes/array_components.h"

namespace krait::passes {

// Whose memory an array may be: that of one of the owned components, or from outside.
struct ArraySource {
  std::vector<uint32_t> owners;  // components, ascending
  bool outside = false;

  [[nodiscard]] bool isExact() const { return owners.size() == 1 && !outside; }
  void add(const ArraySource& other);
};

// Of every function of a module: which arrays of its result it hands over as owned. The others are borrowed from its
// arguments or from outside, on every way through the function.
class OwnedResults {
 public:
  explicit OwnedResults(const ir::Module& module);

  [[nodiscard]] bool operator()(ir::FuncId function, uint32_t array) const { return owned_[function.index][array]; }

 private:
  friend class ArrayOwners;
  [[nodiscard]] bool refine(const ir::Module& module, ir::FuncId function);

  std::vector<std::vector<bool>> owned_;
};

// Whether the arrays that a function of the catalogue gives are new ones, or arrays or views of its operands.
[[nodiscard]] bool givesNewArrays(uint32_t function_row);

class ArrayOwners {
 public:
  ArrayOwners(const ir::Module& module, const ir::Function& function, const OwnedResults& results);

  const ArrayComponents components;
  [[nodiscard]] bool isOwned(uint32_t component) const { return owned_[component]; }
  // Owned because it was taken out of a list, which keeps its own reference: it has to be retained where it is made.
  [[nodiscard]] bool isRetained(uint32_t component) const { return retained_[component]; }
  [[nodiscard]] const ArraySource& source(uint32_t component) const { return sources_[component]; }
  // Of the arrays that are returned: those that some `ret` does not borrow from outside.
  [[nodiscard]] const std::vector<bool>& returned() const { return returned_; }
  [[nodiscard]] bool ownsAny() const { return owns_any_; }

 private:
  void visitBlock(ir::BlockId block);
  void visitInst(const ir::Inst& inst);
  void visitStructured(const ir::Inst& inst);
  void visitBuiltin(const ir::Inst& inst);
  void visitCall(const ir::Inst& inst);
  void visitReturn(const ir::Inst& inst);
  void pass(std::span<const ir::ValueId> values, std::span<const ir::ValueId> receivers);
  void linkResults(const ir::Inst& for_op);

  void visitListOperator(const ir::Inst& inst);
  void takeItem(const ir::Inst& inst);
  void retainAll(std::span<const ir::ValueId> values);
  [[nodiscard]] bool isReadAtOnce(const ir::Inst& inst) const;
  [[nodiscard]] bool mayDropItems(const ir::Inst& inst) const;
  void makeNew(const ir::Inst& inst);
  void makeNew(ir::ValueId value);
  void takeInOrder(const ir::Inst& inst);
  void takeRange(const ir::Inst& inst);
  void takeAny(const ir::Inst& inst);
  [[nodiscard]] ArraySource allOf(std::span<const ir::ValueId> values) const;
  [[nodiscard]] bool hasArrays(std::span<const ir::ValueId> values) const;
  void setSource(uint32_t component, ArraySource source) { sources_[component] = std::move(source); }
  void own(uint32_t component);

  const ir::Module& module_;
  const ir::Function& function_;
  const OwnedResults& results_;
  std::vector<ArraySource> sources_;
  std::vector<bool> owned_;
  std::vector<bool> retained_;
  std::vector<bool> returned_;
  std::vector<uint32_t> use_counts_;  // by value
  bool owns_any_ = false;
  bool changed_ = false;
};

}  // namespace krait::passes
