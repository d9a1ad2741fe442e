// Reading ELF, bounds first.
#include "codegen/cache/elf_object.h"

#include <cstring>

namespace krait::cache {
namespace {

// The bytes [offset, offset + size), if the file has them.
std::optional<Bytes> slice(Bytes file, uint64_t offset, uint64_t size) {
  if (offset > file.size() || size > file.size() - offset) return std::nullopt;
  return file.subspan(offset, size);
}

// The text that starts at an offset of a table of names, up to its zero byte.
std::optional<std::string_view> nameAt(std::string_view names, uint64_t offset) {
  if (offset >= names.size()) return std::nullopt;
  const size_t end = names.find('\0', offset);
  if (end == std::string_view::npos) return std::nullopt;
  return names.substr(offset, end - offset);
}

std::string_view textOf(Bytes bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

class Reader {
 public:
  Reader(Bytes file, std::string& problem) : file_(file), problem_(problem) {}

  bool read(ElfObject& object) {
    return readHeader() && readSections(object) && nameSections(object) && readSymbols(object);
  }

 private:
  bool fails(const char* problem) {
    problem_ = problem;
    return false;
  }

  bool readHeader();
  bool readSections(ElfObject&);
  bool nameSections(ElfObject&);
  bool readSymbols(ElfObject&);

  Bytes file_;
  std::string& problem_;
  Elf64_Ehdr header_{};
};

bool Reader::readHeader() {
  if (file_.size() < sizeof header_) return fails("shorter than an ELF header");
  memcpy(&header_, file_.data(), sizeof header_);
  if (memcmp(header_.e_ident, ELFMAG, SELFMAG) != 0) return fails("no ELF file");
  const bool is_ours = header_.e_ident[EI_CLASS] == ELFCLASS64 && header_.e_ident[EI_DATA] == ELFDATA2LSB &&
                       header_.e_machine == EM_X86_64 && header_.e_type == ET_REL && header_.e_shentsize == sizeof(Elf64_Shdr);
  return is_ours || fails("no relocatable object for x86-64");
}

bool Reader::readSections(ElfObject& object) {
  const std::optional<Bytes> table = slice(file_, header_.e_shoff, uint64_t{header_.e_shnum} * sizeof(Elf64_Shdr));
  const auto headers = table ? entriesOf<Elf64_Shdr>(*table) : std::nullopt;
  if (!headers) return fails("its section table lies outside");
  for (const Elf64_Shdr& header : *headers) {
    const bool has_bytes = header.sh_type != SHT_NOBITS && header.sh_type != SHT_NULL;
    const std::optional<Bytes> contents = has_bytes ? slice(file_, header.sh_offset, header.sh_size) : Bytes{};
    if (!contents) return fails("a section lies outside");
    object.sections.push_back({header, {}, *contents});
  }
  return true;
}

bool Reader::nameSections(ElfObject& object) {
  if (header_.e_shstrndx >= object.sections.size()) return fails("its section names are missing");
  const std::string_view names = textOf(object.sections[header_.e_shstrndx].contents);
  for (ElfSection& section : object.sections) {
    const std::optional<std::string_view> name = nameAt(names, section.header.sh_name);
    if (!name) return fails("a section has no name");
    section.name = *name;
  }
  return true;
}

bool Reader::readSymbols(ElfObject& object) {
  for (const ElfSection& section : object.sections) {
    if (section.header.sh_type != SHT_SYMTAB) continue;
    const auto symbols = entriesOf<Elf64_Sym>(section.contents);
    if (!symbols || section.header.sh_link >= object.sections.size()) return fails("its symbol table is torn");
    object.symbols = *symbols;
    object.symbol_names = textOf(object.sections[section.header.sh_link].contents);
    return true;
  }
  return fails("it has no symbols");
}

}  // namespace

template <typename Entry>
std::optional<std::vector<Entry>> entriesOf(Bytes bytes) {
  if (bytes.size() % sizeof(Entry) != 0) return std::nullopt;
  std::vector<Entry> entries(bytes.size() / sizeof(Entry));
  if (!entries.empty()) memcpy(entries.data(), bytes.data(), bytes.size());  // the file need not be aligned
  return entries;
}

template std::optional<std::vector<Elf64_Shdr>> entriesOf(Bytes);
template std::optional<std::vector<Elf64_Sym>> entriesOf(Bytes);
template std::optional<std::vector<Elf64_Rela>> entriesOf(Bytes);

std::string_view ElfObject::symbolName(const Elf64_Sym& symbol) const {
  return nameAt(symbol_names, symbol.st_name).value_or(std::string_view{});
}

std::optional<ElfObject> readElf(Bytes file, std::string& problem) {
  ElfObject object;
  if (!Reader(file, problem).read(object)) return std::nullopt;
  return object;
}

}  // namespace krait::cache
