// Calls of runtime functions over whole arrays (runtime/linear_algebra/, runtime/sorting/): all operands as
// one row of words, the results in slots.
//
// The form of the words is that of runtime/linear_algebra/strided_array.h. The row's data names the runtime
// function, and after a space a word that tells functions of a family apart, which becomes the first operand.
#include "codegen/lower/call_lowering.h"
#include "codegen/lower/parallel_elements.h"
#include "codegen/lower/symbols.h"
#include "frontend/ir/time_unit.h"
#include "frontend/support/check.h"

namespace krait::lower {
namespace {

using ir::ConstKind;
using ir::DType;
using ir::TypeKind;
using PartsRef = llvm::ArrayRef<llvm::Value*>;

constexpr int64_t kPythonNumber = int64_t{1} << 32;

// NumPy's type character; of a time, whatever its kind and unit, 'M'.
char letterOf(DType dtype) {
  if (ir::isTime(dtype)) return 'M';
  constexpr std::string_view kLetters = "?bhilBHILefdFD";
  const auto index = static_cast<size_t>(dtype);
  CHECK(index < kLetters.size(), "a dtype of linear algebra");
  return kLetters[index];
}

int64_t header(char tag, char dtype = 0, size_t count = 0) {
  return tag | static_cast<int64_t>(dtype) << 8 | static_cast<int64_t>(count) << 16;
}

// Writes the words one after the other; the room is known in the end.
class Packing {
 public:
  Packing(FunctionLowering& f, llvm::Value* words) : f_(f), words_(words) {}

  void word(llvm::Value* value) { f_.b.CreateStore(value, next()); }
  void word(int64_t value) { word(f_.word(value)); }
  void operand(ir::TypeId type, PartsRef parts);

 private:
  llvm::Value* next() { return f_.b.CreateConstInBoundsGEP1_64(f_.i64(), words_, used_++); }
  void number(DType dtype, bool is_python, PartsRef parts);
  void literal(const ir::Constant& constant);

  FunctionLowering& f_;
  llvm::Value* words_;
  uint64_t used_ = 0;
};

// As in the memory of an array.
void Packing::number(DType dtype, bool is_python, PartsRef parts) {
  word(header('S', letterOf(dtype)) | (is_python ? kPythonNumber : 0));
  llvm::Value* address = next();
  static_cast<void>(next());
  const bool is_integer = parts[0]->getType()->isIntegerTy();
  const bool is_signed = ir::dtypeKind(dtype) == ir::DTypeKind::Signed;
  if (is_integer) {
    f_.b.CreateStore(f_.b.CreateIntCast(parts[0], f_.i64(), is_signed), address);
    return;
  }
  for (size_t k = 0; k < parts.size(); ++k) {
    f_.b.CreateStore(parts[k], f_.b.CreateConstInBoundsGEP1_64(parts[k]->getType(), address, k));
  }
}

void Packing::literal(const ir::Constant& constant) {
  switch (constant.kind) {
  case ConstKind::None: return word(header('N'));
  case ConstKind::Ellipsis: return word(header('E'));
  case ConstKind::Str: word(header('T')); return word(f_.b.CreatePtrToInt(f_.text(constant.text), f_.i64()));
  case ConstKind::Bool:
  case ConstKind::Int:
  case ConstKind::Float:
  case ConstKind::Complex: {
    const DType dtype = constant.kind == ConstKind::Bool    ? DType::Bool
                        : constant.kind == ConstKind::Int   ? DType::Int64
                        : constant.kind == ConstKind::Float ? DType::Float64
                                                            : DType::Complex128;
    return number(dtype, true, constantNumber(f_, constant));
  }
  default: CHECK(false, "a literal operand of a runtime function over arrays");
  }
}

void Packing::operand(ir::TypeId id, PartsRef parts) {
  const ir::Type& type = f_.ir_module.types[id];
  switch (type.kind) {
  case TypeKind::None: return word(header('N'));
  case TypeKind::Literal: return literal(f_.ir_module.constants[type.constant]);
  case TypeKind::Array:
    word(header('A', letterOf(type.dtype), type.ndim));
    word(parts[0]);
    word(f_.b.CreatePtrToInt(parts[1], f_.i64()));
    for (llvm::Value* part : parts.drop_front(2)) word(part);
    return;
  case TypeKind::Slice:
  case TypeKind::Tuple: {
    word(type.kind == TypeKind::Slice ? header('L') : header('U', 0, type.elements.size()));
    for (const ir::TypeId element : type.elements) {
      const size_t count = partCount(f_.ir_module, element);
      operand(element, parts.take_front(count));
      parts = parts.drop_front(count);
    }
    return;
  }
  case TypeKind::Scalar: return number(type.dtype, false, parts);
  default: {
    const Number as = numberOf(f_.ir_module, id);
    return number(as.dtype, as.python, parts);
  }
  }
}

// The most words that an operand may need.
size_t roomFor(const ir::Module& module, ir::TypeId id) {
  const ir::Type& type = module.types[id];
  if (type.kind == TypeKind::Array) return 3 + 2 * static_cast<size_t>(type.ndim);
  size_t words = type.kind == TypeKind::Tuple || type.kind == TypeKind::Slice ? 1 : 3;
  for (const ir::TypeId element : type.elements) words += roomFor(module, element);
  return words;
}

// The dtypes of a result's arrays and numbers, the first lowest.
int64_t resultLetters(const ir::Module& module, ir::TypeId id) {
  const ir::Type& type = module.types[id];
  if (type.kind == TypeKind::None) return 0;
  if (type.kind != TypeKind::Tuple) {
    return letterOf(type.kind == TypeKind::Array ? type.dtype : numberOf(module, id).dtype);
  }
  int64_t letters = 0;
  CHECK(type.elements.size() <= 8, "dtypes of results in one word");
  for (size_t k = 0; k < type.elements.size(); ++k)
    letters |= resultLetters(module, type.elements[k]) << (8 * k);
  return letters;
}

std::string_view symbolOnThreads(std::string_view symbol) {
  return symbol == "kr_sort" ? "kr_sort_parallel" : symbol == "kr_argsort" ? "kr_argsort_parallel" : symbol;
}

}  // namespace

void lower_matmul(FunctionLowering&, ir::InstId) {
  CHECK(false, "type inference makes a call of np.matmul of it");
}

Parts lowerStridedCall(CallLowering& call) {
  FunctionLowering& f = call.f;
  const std::string_view data = call.rowData();
  const std::string_view symbol = data.substr(0, data.find(' '));
  size_t room = 1 + 2;
  for (size_t k = 0; k < call.count(); ++k) room += roomFor(f.ir_module, call.type(k));
  llvm::Value* words = f.allocaAtEntry(f.i64(), static_cast<int>(room));
  Packing packing(f, words);
  packing.word(resultLetters(f.ir_module, call.resultType()));
  if (symbol.size() < data.size()) {
    packing.word(header('T'));
    packing.word(f.b.CreatePtrToInt(f.text(data.substr(symbol.size() + 1)), f.i64()));
  }
  for (size_t k = 0; k < call.count(); ++k) packing.operand(call.type(k), call.parts(k));
  const PartTypes types = partTypes(f.m.context(), f.ir_module, call.resultType());
  llvm::Value* results = f.allocaAtEntry(f.i64(), static_cast<int>(types.size()) + 1);
  f.m.has_loops = true;  // it may take long: other threads may run meanwhile
  f.callRuntime(runsOnThreads(f) ? symbolOnThreads(symbol) : symbol, {words, results});
  Parts parts;
  for (unsigned k = 0; k < types.size(); ++k) parts.push_back(loadSlot(f.b, types[k], results, k));
  return parts;
}

}  // namespace krait::lower
