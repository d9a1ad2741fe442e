// The catalogue's tables as Python lists.
#include "python/compiler/catalogue.h"

#include "typeinfer/function_table.h"

namespace krait::python {
namespace {

namespace py = pybind11;

py::str pythonText(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

py::tuple catalogue() {
  py::list functions, attributes;
  for (int k = 0; k < functionCount(); ++k) {
    const FunctionRow& row = functionRow(static_cast<FunctionId>(k));
    functions.append(py::make_tuple(pythonText(row.name), pythonText(row.parameters)));
  }
  for (int k = 0; k < attributeCount(); ++k) {
    const AttributeRow& row = attributeRow(static_cast<AttributeId>(k));
    attributes.append(py::make_tuple(pythonText(row.owner), pythonText(row.name)));
  }
  return py::make_tuple(functions, attributes);
}

}  // namespace krait::python
