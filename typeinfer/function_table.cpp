// Lookup in the catalogue.
#include "typeinfer/function_table.h"

#include <array>
#include <unordered_map>

namespace krait {
namespace {

constexpr FunctionRow kFunctions[] = {
#define KRAIT_FUNCTION(id, name, parameters, infer, lower, data) FunctionRow{name, parameters, data},
#include "typeinfer/functions.def"
#undef KRAIT_FUNCTION
};

constexpr std::array kAttributes = {
#define KRAIT_ATTRIBUTE(id, owner, name, infer, lower) AttributeRow{owner, name},
#include "typeinfer/attributes.def"
#undef KRAIT_ATTRIBUTE
};

using FunctionIndex = std::unordered_map<std::string_view, FunctionId>;

FunctionIndex buildIndex() {
  FunctionIndex index;
  for (size_t i = 0; i < std::size(kFunctions); ++i) index.emplace(kFunctions[i].name, static_cast<FunctionId>(i));
  return index;
}

}  // namespace

const FunctionRow& functionRow(FunctionId id) { return kFunctions[static_cast<size_t>(id)]; }
const AttributeRow& attributeRow(AttributeId id) { return kAttributes[static_cast<size_t>(id)]; }
int functionCount() { return static_cast<int>(std::size(kFunctions)); }
int attributeCount() { return static_cast<int>(kAttributes.size()); }

std::optional<FunctionId> findFunction(std::string_view qualified_name) {
  static const FunctionIndex index = buildIndex();
  const auto found = index.find(qualified_name);
  return found == index.end() ? std::nullopt : std::optional(found->second);
}

std::optional<AttributeId> findAttribute(std::string_view owner, std::string_view name) {
  for (size_t i = 0; i < kAttributes.size(); ++i) {
    if (kAttributes[i].owner == owner && kAttributes[i].name == name) return static_cast<AttributeId>(i);
  }
  return std::nullopt;
}

}  // namespace krait
