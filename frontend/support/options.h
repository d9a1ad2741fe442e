// The options of one compilation, expanded from options.def.
#pragma once

#include <cstdint>
#include <string_view>

namespace krait {

struct Options {
#define KRAIT_OPTION(name, type, value, documentation) type name = value;
#include "frontend/support/options.def"
#undef KRAIT_OPTION
};

// Bits of Options::fastmath, after LLVM's flags.
enum FastmathFlag : uint32_t { kNoNans = 1, kNoInfs = 2, kNoSignedZeros = 4, kReciprocal = 8, kContract = 16, kApproximate = 32, kReassociate = 64 };

// The bits of a flag by LLVM's name ("nnan", "reassoc" ... or "fast" for all); 0 if there is none of that name.
[[nodiscard]] constexpr uint32_t parseFastmath(std::string_view name) {
  if (name == "nnan") return kNoNans;
  if (name == "ninf") return kNoInfs;
  if (name == "nsz") return kNoSignedZeros;
  if (name == "arcp") return kReciprocal;
  if (name == "contract") return kContract;
  if (name == "afn") return kApproximate;
  if (name == "reassoc") return kReassociate;
  return name == "fast" ? 127 : 0;
}

}  // namespace krait
