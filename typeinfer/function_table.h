// The catalogue of functions and attributes as data. Lowering includes this header too: the two tables are all that
// it shares with inference.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace krait {

enum class FunctionId : uint16_t {
#define KRAIT_FUNCTION(id, name, parameters, infer, lower, data) id,
#include "typeinfer/functions.def"
#undef KRAIT_FUNCTION
};

enum class AttributeId : uint16_t {
#define KRAIT_ATTRIBUTE(id, owner, name, infer, lower) id,
#include "typeinfer/attributes.def"
#undef KRAIT_ATTRIBUTE
};

struct FunctionRow {
  std::string_view name;
  std::string_view parameters;
  std::string_view data;
};

struct AttributeRow {
  std::string_view owner;
  std::string_view name;
};

[[nodiscard]] const FunctionRow& functionRow(FunctionId);
[[nodiscard]] const AttributeRow& attributeRow(AttributeId);
[[nodiscard]] std::optional<FunctionId> findFunction(std::string_view qualified_name);
[[nodiscard]] std::optional<AttributeId> findAttribute(std::string_view owner, std::string_view name);
[[nodiscard]] int functionCount();
[[nodiscard]] int attributeCount();

}  // namespace krait
