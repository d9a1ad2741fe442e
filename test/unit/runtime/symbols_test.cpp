// The table of what compiled code may call.
#include "runtime/symbols.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string_view>

#include "runtime/abi.h"
#include "runtime/int_math.h"

namespace krait::test {
namespace {

const Symbol* find(std::string_view name) {
  for (const Symbol& symbol : kr_symbol_table()) {
    if (symbol.name == name) return &symbol;
  }
  return nullptr;
}

TEST(SymbolsTest, NamesAreUniqueAndHaveAddresses) {
  std::set<std::string_view> names;
  for (const Symbol& symbol : kr_symbol_table()) {
    EXPECT_TRUE(names.insert(symbol.name).second) << symbol.name;
    EXPECT_NE(symbol.address, nullptr) << symbol.name;
  }
  EXPECT_GT(names.size(), 150u);
}

TEST(SymbolsTest, SignaturesAreWellFormed) {
  for (const Symbol& symbol : kr_symbol_table()) {
    std::string_view signature = symbol.signature;
    EXPECT_EQ(signature.empty(), symbol.attribute == SymbolAttribute::libcall) << symbol.name;
    EXPECT_EQ(signature.find_first_not_of("vplibdf"), signature.npos) << symbol.name;
    EXPECT_EQ(signature.find('v', 1), signature.npos) << symbol.name;
    const bool takes_context = symbol.attribute == SymbolAttribute::raises || symbol.attribute == SymbolAttribute::works;
    if (takes_context) EXPECT_EQ(signature[1], 'p') << symbol.name;
  }
}

TEST(SymbolsTest, AddressesAreTheFunctionsNamed) {
  ASSERT_NE(find("kr_int_pow"), nullptr);
  EXPECT_EQ(find("kr_int_pow")->address, reinterpret_cast<void*>(&kr_int_pow));
  EXPECT_EQ(find("kr_raise")->attribute, SymbolAttribute::leaves);
  auto sine = reinterpret_cast<double (*)(double)>(find("sin")->address);
  EXPECT_EQ(sine(0.5), std::sin(0.5));
  auto narrow_power = reinterpret_cast<float (*)(float, float)>(find("powf")->address);
  EXPECT_EQ(narrow_power(2.0f, 10.0f), 1024.0f);
}

}  // namespace
}  // namespace krait::test
