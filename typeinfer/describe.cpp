// Types in words: a row per kind of type, a row per kind of constant.
#include "typeinfer/describe.h"

#include "frontend/ir/constant_text.h"
#include "frontend/ir/type_text.h"
#include "typeinfer/list_types.h"

namespace krait::infer {
namespace {

using ir::ConstKind;
using ir::Type;
using ir::TypeKind;

std::string withoutBuiltins(const std::string& name) {
  return name.starts_with("builtins.") ? name.substr(9) : name;
}

std::string describeConstant(const ir::Module& module, ir::ConstId id) {
  const ir::Constant& constant = module.constants[id];
  switch (constant.kind) {
    case ConstKind::Bool: return "bool";
    case ConstKind::Int: return "int";
    case ConstKind::Float: return "float";
    case ConstKind::Complex: return "complex";
    case ConstKind::Str: return "str";
    case ConstKind::Module: return "the module " + constant.text;
    case ConstKind::Class: return "the class " + withoutBuiltins(constant.text);
    case ConstKind::Builtin:
    case ConstKind::Function:
    case ConstKind::Code: return "the function " + withoutBuiltins(constant.text);
    case ConstKind::DType: return "the dtype " + (constant.array.record.valid() ? ir::typeText(module, constant.array.record)
                                                                               : std::string(ir::dtypeName(constant.dtype)));
    default: return ir::constantText(module, id);
  }
}

std::string describeScalar(ir::DType dtype) {
  return "np." + std::string(dtype == ir::DType::Bool ? "bool" : ir::dtypeName(dtype));
}

std::string describeArray(const Type& type) {
  const std::string text = ir::arrayTypeText(type.dtype, type.ndim, type.layout, false);
  return (type.readonly ? "readonly array " : "array ") + text;
}

std::string describeTuple(const ir::Module& module, const Type& type) {
  std::string elements;
  for (const ir::TypeId element : type.elements) elements += (elements.empty() ? "" : ", ") + describe(module, element);
  return "tuple (" + elements + (type.elements.size() == 1 ? ",)" : ")");
}

std::string describeMethod(const ir::Module& module, const Type& type) {
  return "the method " + module.constants[type.constant].text + " of " + describe(module, type.elements[0]);
}

std::string describeClosure(const ir::Module& module, const Type& type) {
  const std::string& name = module.constants[type.constant].text;
  return name.ends_with("<genexpr>") ? "a generator expression" : "the function " + name;
}

std::string describeException(const ir::Module& module, const Type& type) {
  return "the exception " + withoutBuiltins(module.constants[type.constant].text);
}

std::string describeList(const ir::Module& module, const Type& type) {
  const ir::TypeId item = type.constant.valid() ? module.list_items[listNumber(module, type)].item : type.elements[0];
  return item == module.types.never ? "empty list" : "list of " + describe(module, item);
}

}  // namespace

std::string describe(const ir::Module& module, ir::TypeId id) {
  const Type& type = module.types[id];
  switch (type.kind) {
    case TypeKind::Literal: return describeConstant(module, type.constant);
    case TypeKind::Scalar: return describeScalar(type.dtype);
    case TypeKind::Array: return describeArray(type);
    case TypeKind::Tuple: return describeTuple(module, type);
    case TypeKind::Method: return describeMethod(module, type);
    case TypeKind::Exception: return describeException(module, type);
    case TypeKind::Closure: return describeClosure(module, type);
    case TypeKind::Optional: return "None or " + describe(module, type.elements[0]);
    case TypeKind::Index: return "int";
    case TypeKind::Range: return "range";
    case TypeKind::Enumerate: return "enumerate";
    case TypeKind::Zip: return "zip";
    case TypeKind::Reversed: return "reversed";
    case TypeKind::NdIndex: return "np.ndindex";
    case TypeKind::NdEnumerate: return "np.ndenumerate";
    case TypeKind::NdIter: return "np.nditer";
    case TypeKind::Slice: return "slice";
    case TypeKind::List: return describeList(module, type);
    default: return ir::typeText(module, id);
  }
}

}  // namespace krait::infer
