// Levels of x86-64 processors that code can be made for besides the processor it is made on.
//
// The micro-architecture levels of the System V ABI (AMD64 supplement, section 3.1.1): baseline is x86-64, avx2 is
// x86-64-v3, avx512 is x86-64-v4. Code of one level runs on every processor that has it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace krait::cache {

enum class CpuVariant : uint8_t { Host, Baseline, Avx2, Avx512 };

// From the one that can do most.
inline constexpr std::array kBuiltVariants = {CpuVariant::Avx512, CpuVariant::Avx2, CpuVariant::Baseline};

// "host", "baseline", "avx2", "avx512".
[[nodiscard]] std::string_view variantName(CpuVariant);
[[nodiscard]] std::optional<CpuVariant> variantNamed(std::string_view);

// What LLVM and gcc call it: "x86-64-v3". Empty for the host, which has a name of its own.
[[nodiscard]] std::string_view levelName(CpuVariant);

// Whether this processor, and the system under it, runs its code.
[[nodiscard]] bool canRun(CpuVariant);

// KRAIT_CPU_NAME: the level to keep to; the host without it. Nothing, and why in `problem`, for what is no level or cannot
// run here.
[[nodiscard]] std::optional<CpuVariant> chosenVariant(std::string& problem);

}  // namespace krait::cache
