// A relocatable ELF object for x86-64 (what the code generator writes) as tables, read without trusting a byte of it.
//
// Every offset, size and index is checked against the file before it is used; what does not fit makes the object invalid.
#pragma once

#include <elf.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace krait::cache {

using Bytes = std::span<const uint8_t>;

struct ElfSection {
  Elf64_Shdr header;
  std::string_view name;
  Bytes contents;  // empty where the section takes no space in the file

  // Whether its bytes are part of the running program. Tables for unwinding are not: compiled code never unwinds.
  [[nodiscard]] bool isLoaded() const { return (header.sh_flags & SHF_ALLOC) != 0 && name != ".eh_frame"; }
};

struct ElfObject {
  std::vector<ElfSection> sections;
  std::vector<Elf64_Sym> symbols;
  std::string_view symbol_names;

  // The name at an offset of the table of symbol names; empty where there is none.
  [[nodiscard]] std::string_view symbolName(const Elf64_Sym&) const;
};

// Entries of a table of fixed size records; nothing where the bytes are no whole number of them.
template <typename Entry>
std::optional<std::vector<Entry>> entriesOf(Bytes bytes);

// Nothing, and the reason in `problem`, where the bytes are no object of this kind.
[[nodiscard]] std::optional<ElfObject> readElf(Bytes file, std::string& problem);

}  // namespace krait::cache
