// How a tile reads and writes elements of arrays: one for all, one for each row, vectors of what lies in a row,
// gathered and scattered elements, packed ones.
#include "codegen/lower/array.h"
#include "codegen/lower/tile.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::InstId;
using ir::ValueId;
using nests::Access;
using nests::Affine;
using nests::Stride;
using nests::Term;

llvm::Type* elementType(FunctionLowering& f, const Access& access) {
  return memoryType(f.m.context(), f.typeData(access.array).dtype);
}

llvm::Align alignmentOf(llvm::Type* element) { return llvm::Align(element->getScalarSizeInBits() / 8); }

}  // namespace

// Of the first lane.
llvm::Value* TileBody::indexAt(const Affine& sum, int row) {
  llvm::Value* index = f_.word(sum.constant);
  for (const Term& term : sum.terms) {
    llvm::Value* value = term.value == column_item_ ? shape_.first_column
                         : term.value == row_item_  ? shape_.row_items[static_cast<size_t>(row)]
                                                    : f_.part(term.value);
    llvm::Value* scaled = term.factor == 1 ? value : f_.b.CreateMul(value, f_.word(term.factor), "", false, true);
    index = f_.b.CreateAdd(scaled, index, "", false, true);
  }
  return index;
}

llvm::Value* TileBody::sumAt(const Affine& sum, int row, int vector) {
  const int64_t factor = sum.factor(column_item_);
  llvm::Value* first = indexAt(sum, row);
  if (factor == 0) return first;
  llvm::SmallVector<llvm::Constant*, 16> steps;
  for (unsigned lane = 0; lane < shape_.lanes; ++lane)
    steps.push_back(f_.word(factor * (vector * static_cast<int64_t>(shape_.lanes) + lane)));
  return f_.b.CreateAdd(splat(first), llvm::ConstantVector::get(steps));
}

llvm::Value* TileBody::addressAt(const Access& access, int row) {
  Parts indices;
  for (const Affine& sum : access.subscripts) indices.push_back(indexAt(sum, row));
  const ir::Type& type = f_.typeData(access.array);
  return elementAddress(f_, type, ArrayView{f_.parts(access.array), type.ndim}, indices);
}

// Bytes from a lane to the next.
llvm::Value* TileBody::laneStep(const Access& access) {
  const ArrayView array{f_.parts(access.array), f_.typeData(access.array).ndim};
  llvm::Value* step = f_.word(0);
  for (size_t axis = 0; axis < access.subscripts.size(); ++axis) {
    const int64_t factor = access.subscripts[axis].factor(column_item_);
    if (factor == 0) continue;
    llvm::Value* stride = array.stride(static_cast<int>(axis));
    step = f_.b.CreateAdd(step, f_.b.CreateMul(stride, f_.word(factor)));
  }
  return step;
}

llvm::Value* TileBody::laneAddresses(const Access& access, llvm::Value* first, int vector) {
  llvm::SmallVector<llvm::Constant*, 16> numbers;
  for (unsigned lane = 0; lane < shape_.lanes; ++lane)
    numbers.push_back(f_.word(vector * static_cast<int64_t>(shape_.lanes) + lane));
  llvm::Value* offsets = f_.b.CreateMul(llvm::ConstantVector::get(numbers), splat(laneStep(access)));
  return f_.b.CreateGEP(f_.b.getInt8Ty(), first, offsets);
}

llvm::Value* TileBody::vectorAddress(const Access& access, llvm::Value* first, int vector, llvm::Type* element) {
  if (nests::strideOf(f_.ir_module, f_.function, access, column_item_) == Stride::Any)
    return laneAddresses(access, first, vector);
  return f_.b.CreateConstInBoundsGEP1_64(vectorOf(element), first, static_cast<uint64_t>(vector));
}

llvm::Value* TileBody::maskOrAll() {
  return shape_.mask ? shape_.mask : llvm::Constant::getAllOnesValue(vectorOf(f_.b.getInt1Ty()));
}

llvm::Value* TileBody::packedAddress(InstId access, InstId loop, int vector, llvm::Type* element) {
  llvm::Value* position = f_.part(f_.function[f_.inst(loop).regions[0]].parameters[0]);
  llvm::Value* row = f_.b.CreateMul(position, f_.word(shape_.vectors), "", true, true);
  return f_.b.CreateInBoundsGEP(vectorOf(element), packed_.at(access),
                                f_.b.CreateAdd(row, f_.word(vector), "", true, true));
}

void TileBody::pack(const nests::PackedAccess& packed) {
  const ir::Inst& loop = f_.inst(packed.loop);
  const std::vector<ValueId>& parameters = f_.function[loop.regions[0]].parameters;
  llvm::Type* element = elementType(f_, packed.access);
  const LoopBounds bounds = boundsOf(f_, packed.loop);
  static_cast<void>(repeat(f_.word(0), bounds.count, {}, [&](llvm::Value* position, Carried&) {
    f_.define(parameters[0], {position});
    f_.define(parameters[1], {f_.b.CreateAdd(bounds.start, position)});
    llvm::Value* first = addressAt(packed.access, 0);
    for (int vector = 0; vector < shape_.vectors; ++vector) {
      llvm::Value* loaded = loadVector(packed.access, first, vector, element);
      f_.b.CreateAlignedStore(loaded, packedAddress(packed.access.inst, packed.loop, vector, element),
                              alignmentOf(element));
    }
    return f_.b.CreateAdd(position, f_.word(1), "", true, true);
  }));
}

llvm::Value* TileBody::loadVector(const Access& access, llvm::Value* first, int vector, llvm::Type* element) {
  llvm::Value* address = vectorAddress(access, first, vector, element);
  const llvm::Align alignment = alignmentOf(element);
  llvm::Type* type = vectorOf(element);
  llvm::Value* none = llvm::Constant::getNullValue(type);
  if (address->getType()->isVectorTy()) return f_.b.CreateMaskedGather(type, address, alignment, maskOrAll(), none);
  if (shape_.mask) return f_.b.CreateMaskedLoad(type, address, alignment, shape_.mask, none);
  return f_.b.CreateAlignedLoad(type, address, alignment);
}

void TileBody::storeVector(const Access& access, llvm::Value* first, int vector, llvm::Value* value) {
  llvm::Type* element = elementType(f_, access);
  llvm::Value* address = vectorAddress(access, first, vector, element);
  const llvm::Align alignment = alignmentOf(element);
  if (address->getType()->isVectorTy()) {
    f_.b.CreateMaskedScatter(value, address, alignment, maskOrAll());
  } else if (shape_.mask) {
    f_.b.CreateMaskedStore(value, address, alignment, shape_.mask);
  } else {
    f_.b.CreateAlignedStore(value, address, alignment);
  }
}

void TileBody::lowerGetItem(InstId id) {
  const auto access = nests::accessOf(f_.ir_module, f_.function, id);
  CHECK(access, "an access in a tile is to an element");
  llvm::Type* element = elementType(f_, *access);
  if (packed_.contains(id)) return loadPacked(id, element);
  const Variation variation = variationOf(*access);
  Copies loaded = emptyCopies(variation);
  size_t place = 0;
  for (int row = 0; row < (variation.by_row ? shape_.rows : 1); ++row) {
    llvm::Value* first = addressAt(*access, row);
    for (int vector = 0; vector < (variation.by_lane ? shape_.vectors : 1); ++vector) {
      loaded.values[place++] = variation.by_lane ? loadVector(*access, first, vector, element)
                                                 : f_.b.CreateAlignedLoad(element, first, alignmentOf(element));
    }
  }
  const ValueId result = f_.inst(id).results[0];
  if (variation.by_row || variation.by_lane) {
    copies_[result] = std::move(loaded);
  } else {
    f_.define(result, {loaded.values[0]});
  }
}

void TileBody::loadPacked(InstId id, llvm::Type* element) {
  Copies loaded = emptyCopies({false, true});
  const InstId loop = f_.function[f_.inst(id).parent].owner;
  for (int vector = 0; vector < shape_.vectors; ++vector) {
    llvm::Value* address = packedAddress(id, loop, vector, element);
    loaded.values[static_cast<size_t>(vector)] =
        f_.b.CreateAlignedLoad(vectorOf(element), address, alignmentOf(element));
  }
  copies_[f_.inst(id).results[0]] = std::move(loaded);
}

// The rows of a tile may repeat the last one: then they store the same.
void TileBody::lowerSetItem(InstId id) {
  const auto access = nests::accessOf(f_.ir_module, f_.function, id);
  CHECK(access && variationOf(*access).by_lane == column_item_.valid(),
        "a store in a tile goes to an element for each column");
  const ValueId value = f_.inst(id).operands[2];
  for (int row = 0; row < shape_.rows; ++row) {
    llvm::Value* first = addressAt(*access, row);
    for (int vector = 0; vector < shape_.vectors; ++vector) {
      storeVector(*access, first, vector, copyOf(value, row, vector, true));
    }
  }
}

}  // namespace krait::lower
