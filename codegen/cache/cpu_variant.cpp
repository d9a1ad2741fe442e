// The table of levels.
#include "codegen/cache/cpu_variant.h"

#include <cstdlib>

namespace krait::cache {
namespace {

struct Level {
  std::string_view name;
  std::string_view level;
};

// In the order of the enum.
constexpr std::array kLevels = {Level{"host", ""}, Level{"baseline", "x86-64"}, Level{"avx2", "x86-64-v3"},
                                Level{"avx512", "x86-64-v4"}};

const Level& levelOf(CpuVariant variant) { return kLevels.at(static_cast<size_t>(variant)); }

std::string runnableNames() {
  std::string names = "host";
  for (const CpuVariant variant : kBuiltVariants) {
    if (canRun(variant)) names += ", " + std::string(variantName(variant));
  }
  return names;
}

}  // namespace

std::string_view variantName(CpuVariant variant) { return levelOf(variant).name; }
std::string_view levelName(CpuVariant variant) { return levelOf(variant).level; }

std::optional<CpuVariant> variantNamed(std::string_view name) {
  for (size_t k = 0; k < kLevels.size(); ++k) {
    if (kLevels.at(k).name == name) return static_cast<CpuVariant>(k);
  }
  return std::nullopt;
}

bool canRun(CpuVariant variant) {
  if (variant == CpuVariant::Avx512) return __builtin_cpu_supports("x86-64-v4") != 0;
  if (variant == CpuVariant::Avx2) return __builtin_cpu_supports("x86-64-v3") != 0;
  return true;
}

std::optional<CpuVariant> chosenVariant(std::string& problem) {
  const char* name = std::getenv("KRAIT_CPU_NAME");
  if (name == nullptr || *name == '\0') return CpuVariant::Host;
  const std::optional<CpuVariant> variant = variantNamed(name);
  if (variant && canRun(*variant)) return variant;
  problem = "KRAIT_CPU_NAME is '" + std::string(name) + "', this processor runs " + runnableNames();
  return std::nullopt;
}

}  // namespace krait::cache
