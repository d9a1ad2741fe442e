// Host detection, levels and target machines. Results must be the bits CPython gives, hence Strict fusion: a*b + c
// becomes an FMA only where the instructions themselves carry the `contract` flag.
#include "codegen/jit/target.h"

#include <algorithm>
#include <mutex>
#include <string_view>
#include <vector>

#include "codegen/jit/fatal_errors.h"
#include "frontend/support/check.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/TargetParser/Host.h"

namespace krait::jit {
namespace {

// What LLVM offers for the whole process only. Figures are in README.md.
struct Switch {
  std::string_view name;
  std::string_view value;
};
constexpr Switch kSwitches[] = {
    // Passes of the code generator that cost time and gain nothing on our loops: loop strength reduction is a third of its
    // time at O3; domain reassignment looks through every virtual register for chains of integer operations to do in mask
    // registers; scheduling after register allocation is for processors that execute in order.
    {"disable-lsr", "true"},
    {"disable-x86-domain-reassignment", "true"},
    {"disable-post-ra", "true"},
    // Extremes and choices of numbers stay without branches, which data decides: an edit distance takes 0.8 of the time.
    {"x86-cmov-converter", "false"},
    // For large functions. Registers go to short ranges first: where hundreds of values are live in one block, the other
    // order tries each for each. Of the many blocks that raise, each is compared with 30 others, not 150, for a common end.
    // With 300 blocks and more, what prepares for code generation looks again at what it has changed, not at all blocks.
    {"greedy-reverse-local-assignment", "true"},
    {"tail-merge-threshold", "30"},
    {"cgpp-huge-func", "300"},
    // What inlining would note of aliases, at each call anew, is known of the callers' arguments (the context).
    {"enable-noalias-to-md-conversion", "false"},
    // No versions of loops for strides of 1: ours are in bytes.
    {"enable-mem-access-versioning", "false"},
    // What the loop vectoriser does for other targets: adding floats in order (ordered_sums.cpp).
    {"force-ordered-reductions", "true"},
};

void setSwitches() {
  auto& registered = llvm::cl::getRegisteredOptions();
  for (const auto& [name, value] : kSwitches) {
    auto found = registered.find(llvm::StringRef(name));
    CHECK(found != registered.end(), "this LLVM has no option -" + std::string(name));
    // As if it stood on a command line: some passes ask whether an option was given, not only what it is.
    const bool is_refused = found->second->addOccurrence(1, name, value);
    CHECK(!is_refused, "this LLVM has no switch -" + std::string(name));
  }
}

std::string joinFeatures(const llvm::StringMap<bool, llvm::MallocAllocator>& features) {
  std::vector<std::string> words;
  for (const auto& feature : features) words.push_back((feature.second ? "+" : "-") + feature.first().str());
  std::sort(words.begin(), words.end(),
            [](const auto& a, const auto& b) { return a.substr(1) < b.substr(1); });
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : ",") + word;
  return joined;
}

TargetInfo describeHost() {
  TargetInfo info;
  const auto features = llvm::sys::getHostCPUFeatures();
  info.cpu = llvm::sys::getHostCPUName().str();
  info.features = joinFeatures(features);
  info.avx512 = features.lookup("avx512f") && features.lookup("avx512vl") && features.lookup("avx512dq") &&
                features.lookup("avx512bw");
  info.avx2 = features.lookup("avx2") && features.lookup("fma");
  return info;
}

// LLVM knows the features of a level by its name.
TargetInfo describeLevel(cache::CpuVariant variant) {
  TargetInfo info;
  info.cpu = cache::levelName(variant);
  info.avx512 = variant == cache::CpuVariant::Avx512;
  info.avx2 = info.avx512 || variant == cache::CpuVariant::Avx2;
  return info;
}

}  // namespace

void initialiseLlvm() {
  static std::once_flag once;
  std::call_once(once, [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
    llvm::InitializeNativeTargetAsmParser();
    setSwitches();
    installFatalErrorHandler();
  });
}

TargetInfo describeTarget(cache::CpuVariant variant) {
  TargetInfo info = variant == cache::CpuVariant::Host ? describeHost() : describeLevel(variant);
  info.triple = llvm::sys::getProcessTriple();
  info.data_layout = createTargetMachine(info)->createDataLayout().getStringRepresentation();
  return info;
}

std::unique_ptr<llvm::TargetMachine> createTargetMachine(const TargetInfo& info) {
  std::string error;
  const llvm::Target* target = llvm::TargetRegistry::lookupTarget(info.triple, error);
  CHECK(target != nullptr, error);
  llvm::TargetOptions options;
  options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
  // Position independent: runtime functions and captured arrays may lie further than 2 GB from the code, so
  // the linker must be able to reach them through its table of addresses.
  std::unique_ptr<llvm::TargetMachine> machine(
      target->createTargetMachine(info.triple, info.cpu, info.features, options, llvm::Reloc::PIC_,
                                  llvm::CodeModel::Small, llvm::CodeGenOptLevel::Default, /*JIT=*/true));
  CHECK(machine != nullptr, "no code generator for " + info.triple);
  return machine;
}

const char* llvmVersion() { return LLVM_VERSION_STRING; }

}  // namespace krait::jit
