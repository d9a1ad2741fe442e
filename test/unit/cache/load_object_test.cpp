// The loader of machine code: what it takes, what it refuses by name, and that no damage to an object crashes it.
#include "codegen/cache/load_object.h"

#include <gtest/gtest.h>

#include <cstring>
#include <map>
#include <random>

#include "test/unit/jit/kernels.h"
#include "test/unit/jit/workshop.h"

namespace krait::cache {
namespace {

// What LLVM makes of a function that calls, reads a constant and a variable from outside.
std::string sampleObject() {
  jit::test::Workshop workshop;
  jit::CompileOptions options;
  options.keep_object = true;
  static double variable = 5.0;
  const jit::RuntimeSymbol symbols[] = {{"outside", &variable}};
  constexpr const char* kModule = R"(
@outside = external global double
@inside = internal global i64 7
declare double @sin(double)
define i64 @counted() { %n = load i64, ptr @inside  %m = add i64 %n, 1  store i64 %m, ptr @inside  ret i64 %m }
define double @sample(double %x) {
  %y = call double @sin(double %x)
  %z = load double, ptr @outside
  %s = fadd double %y, %z
  %t = fmul double %s, 0x400921FB54442D18
  ret double %t
})";
  return workshop.compile(kModule, options, symbols)->object;
}

Bytes bytesOf(const std::string& text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

class Table : public SymbolSource {
 public:
  std::map<std::string, void*, std::less<>> addresses;
  void* find(std::string_view name) const override {
    const auto found = addresses.find(name);
    return found == addresses.end() ? nullptr : found->second;
  }
};

double farAway(double x) { return x + 0.5; }

class LoadObject : public testing::Test {
 protected:
  LoadObject() {
    table.addresses["outside"] = &outside;
    table.addresses["sin"] = reinterpret_cast<void*>(&farAway);
  }
  std::string object = sampleObject();
  double outside = 1.0;
  Table table;
  LoadedObject loaded;
  std::string problem;
};

TEST_F(LoadObject, RunsWhatItLoads) {
  ASSERT_TRUE(loadObject(bytesOf(object), table, loaded, problem)) << problem;
  auto* sample = reinterpret_cast<double (*)(double)>(loaded.address("sample"));
  EXPECT_EQ(sample(2.0), (2.5 + 1.0) * 3.14159265358979311600);
  outside = 2.0;
  EXPECT_EQ(sample(2.0), (2.5 + 2.0) * 3.14159265358979311600);
  auto* counted = reinterpret_cast<int64_t (*)()>(loaded.address("counted"));
  EXPECT_EQ(counted(), 8);
  EXPECT_EQ(counted(), 9);
  EXPECT_EQ(loaded.address("inside"), nullptr);  // not visible
  EXPECT_EQ(loaded.functions.size(), 2U);
}

TEST_F(LoadObject, ReachesWhatLiesFarAway) {
  // An address that no mapping of this process is within 2 GB of.
  table.addresses["sin"] = reinterpret_cast<void*>(uintptr_t{0x100000});
  ASSERT_TRUE(loadObject(bytesOf(object), table, loaded, problem)) << problem;
}

TEST_F(LoadObject, NamesWhatIsMissing) {
  table.addresses.clear();
  EXPECT_FALSE(loadObject(bytesOf(object), table, loaded, problem));
  EXPECT_EQ(problem, "undefined symbols: outside sin");
}

TEST_F(LoadObject, RefusesWhatIsNoObject) {
  EXPECT_FALSE(loadObject({}, table, loaded, problem));
  EXPECT_EQ(problem, "shorter than an ELF header");
  EXPECT_FALSE(loadObject(bytesOf(std::string(200, 'x')), table, loaded, problem));
  EXPECT_EQ(problem, "no ELF file");
}

TEST_F(LoadObject, SurvivesEveryCut) {
  for (size_t size = 0; size < object.size(); ++size) {
    LoadedObject part;
    (void)loadObject(bytesOf(object).subspan(0, size), table, part, problem);
  }
}

TEST_F(LoadObject, SurvivesRandomDamage) {
  std::mt19937 random(5);
  for (int turn = 0; turn < 10000; ++turn) {
    std::string damaged = object;
    for (unsigned k = 0; k <= random() % 4; ++k) damaged[random() % damaged.size()] = static_cast<char>(random());
    LoadedObject part;
    (void)loadObject(bytesOf(damaged), table, part, problem);
  }
}

}  // namespace
}  // namespace krait::cache
