// The region of a tile, lowered for all of its elements at once: a few rows, each of a few vectors of columns.
//
//   tile %n, %m (%i: int, %j: int) {      4 rows of 4 vectors of 8 doubles: 16 registers hold %s through the loop
//     %s = for_ %p (%k) (...) {           over k, with 16 multiplications and additions for each 4 loaded vectors
//       A[i, k] * B[k, j] ...             of B and 4 elements of A
//
// This is the micro-kernel of Goto and van de Geijn ("Anatomy of High-Performance Matrix Multiplication", 2008), for
// any region. A value is kept in as many copies as it needs: one if it is the same for all elements, one for each row
// or for each vector of columns, or for both. What is the same for all is lowered like any other instruction, the
// others by the same functions once for each copy, with vectors as their parts.
#pragma once

#include <functional>
#include <optional>
#include <unordered_map>

#include "codegen/lower/lowering.h"
#include "codegen/nests/packing.h"

namespace krait::lower {

// How many elements of a tile there are, and where it stands.
struct TileShape {
  int rows;
  int vectors;
  unsigned lanes;  // of a vector
  std::vector<llvm::Value*> row_items;
  llvm::Value* first_column;  // item of the first lane; null for a tile of rows only
  llvm::Value* mask;          // of lanes that are there; null for all. With one vector only.
};

// Where the packed elements of an access lie: those of an iteration of its loop follow each other.
using PackedMemory = std::unordered_map<ir::InstId, llvm::Value*>;

// The bounds of a loop in the tile, from values outside of the version.
struct LoopBounds {
  llvm::Value* start;
  llvm::Value* count;
};
[[nodiscard]] LoopBounds boundsOf(FunctionLowering&, ir::InstId loop);

class TileBody {
 public:
  TileBody(FunctionLowering& lowering, ir::InstId tile, TileShape shape, const PackedMemory& packed);
  void lower();
  // Fills the memory of a packed access for the columns of this tile.
  void pack(const nests::PackedAccess& packed);

 private:
  // Copies of a value: by row, in each by vector.
  struct Copies {
    bool by_row = false;
    bool by_lane = false;
    std::vector<llvm::Value*> values;
  };
  using Carried = std::vector<Copies>;
  using LoopBody = std::function<llvm::Value*(llvm::Value* position, Carried& values)>;
  // Whether an int of the region, or a place in an array, depends on the element.
  struct Variation {
    bool by_row;
    bool by_lane;
  };

  void lowerBlock(ir::BlockId block);
  void lowerInst(ir::InstId id);
  void lowerChoice(ir::InstId id);
  void lowerElementwise(ir::InstId id);
  void lowerOne(ir::InstId id, llvm::ArrayRef<llvm::Value*> operands);
  void lowerGetItem(ir::InstId id);
  void loadPacked(ir::InstId id, llvm::Type* element);
  void lowerSetItem(ir::InstId id);
  void lowerFor(ir::InstId id);
  llvm::Value* lowerIteration(ir::InstId id, llvm::Value* position, Carried& values);
  Carried repeat(llvm::Value* first, llvm::Value* limit, Carried values, const LoopBody& body);

  [[nodiscard]] Variation variationOf(const ir::Inst& inst) const;
  [[nodiscard]] Variation variationOf(const nests::Affine& sum) const;
  [[nodiscard]] Variation variationOf(const nests::Access& access) const;
  [[nodiscard]] Copies emptyCopies(Variation variation) const;
  [[nodiscard]] llvm::Value* copyOf(ir::ValueId value, int row, int vector, bool as_vector);
  [[nodiscard]] llvm::Value* copyOf(const Copies& copies, int row, int vector) const;
  [[nodiscard]] Copies widened(ir::ValueId value);
  [[nodiscard]] llvm::Value* splat(llvm::Value* scalar);
  [[nodiscard]] llvm::Type* vectorOf(llvm::Type* element) const;

  [[nodiscard]] std::optional<nests::Affine> varyingSum(ir::ValueId value) const;
  [[nodiscard]] llvm::Value* sumAt(const nests::Affine& sum, int row, int vector);
  [[nodiscard]] llvm::Value* indexAt(const nests::Affine& sum, int row);
  [[nodiscard]] llvm::Value* addressAt(const nests::Access& access, int row);
  [[nodiscard]] llvm::Value* laneStep(const nests::Access& access);
  [[nodiscard]] llvm::Value* vectorAddress(const nests::Access& access, llvm::Value* first, int vector,
                                           llvm::Type* element);
  [[nodiscard]] llvm::Value* laneAddresses(const nests::Access& access, llvm::Value* first, int vector);
  [[nodiscard]] llvm::Value* loadVector(const nests::Access& access, llvm::Value* first, int vector,
                                        llvm::Type* element);
  [[nodiscard]] llvm::Value* packedAddress(ir::InstId access, ir::InstId loop, int vector, llvm::Type* element);
  void storeVector(const nests::Access& access, llvm::Value* first, int vector, llvm::Value* value);
  [[nodiscard]] llvm::Value* maskOrAll();

  FunctionLowering& f_;
  const ir::Inst& tile_;
  TileShape shape_;
  const PackedMemory& packed_;
  ir::ValueId row_item_;  // invalid: the tile has one row
  ir::ValueId column_item_;
  std::unordered_map<ir::ValueId, Copies> copies_;
};

}  // namespace krait::lower
