// Entries as bytes: fields in order, numbers little endian, texts and lists after their lengths. One description of the fields
// (`visit`) serves writing and reading.
#include "codegen/cache/entry.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace krait::cache {
namespace {

class Writer {
 public:
  bool operator()(const std::string& text) {
    number(text.size());
    bytes_ += text;
    return true;
  }
  bool operator()(const Digest& digest) {
    bytes_.append(reinterpret_cast<const char*>(digest.bytes.data()), digest.bytes.size());
    return true;
  }
  template <typename T>
    requires std::is_arithmetic_v<T> || std::is_enum_v<T>
  bool operator()(const T& value) {
    number(static_cast<uint64_t>(value));
    return true;
  }
  template <typename T>
  bool operator()(const std::vector<T>& list);

  std::string take() { return std::move(bytes_); }

 private:
  void number(uint64_t value) { bytes_.append(reinterpret_cast<const char*>(&value), sizeof value); }

  std::string bytes_;
};

class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  bool operator()(std::string& text) {
    uint64_t size = 0;
    if (!number(size) || size > rest_.size()) return false;
    text = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return true;
  }
  bool operator()(Digest& digest) {
    if (rest_.size() < digest.bytes.size()) return false;
    memcpy(digest.bytes.data(), rest_.data(), digest.bytes.size());
    rest_.remove_prefix(digest.bytes.size());
    return true;
  }
  template <typename T>
    requires std::is_arithmetic_v<T> || std::is_enum_v<T>
  bool operator()(T& value) {
    uint64_t wide = 0;
    if (!number(wide)) return false;
    value = static_cast<T>(wide);
    return static_cast<uint64_t>(value) == wide;
  }
  template <typename T>
  bool operator()(std::vector<T>& list);

  [[nodiscard]] bool isAtEnd() const { return rest_.empty(); }

 private:
  bool number(uint64_t& value) {
    if (rest_.size() < sizeof value) return false;
    memcpy(&value, rest_.data(), sizeof value);
    rest_.remove_prefix(sizeof value);
    return true;
  }

  std::string_view rest_;
};

// The fields of each record, in the order of the file. `each` is a Writer or a Reader.
template <typename Each, typename T>
  requires std::is_same_v<std::remove_const_t<T>, FoundObject>
bool visit(Each& each, T& object) {
  return each(object.path) && each(object.number);
}

template <typename Each, typename T>
  requires std::is_same_v<std::remove_const_t<T>, Fact>
bool visit(Each& each, T& fact) {
  return each(fact.step) && each(fact.owner) && each(fact.index) && each(fact.name) && each(fact.is_absent) &&
         each(fact.digest) && each(fact.objects);
}

template <typename Each, typename T>
  requires std::is_same_v<std::remove_const_t<T>, CodeSite>
bool visit(Each& each, T& site) {
  return each(site.function_object) && each(site.library_module) && each(site.file) && each(site.function) && each(site.line) &&
         each(site.is_user_raise) && each(site.exception) && each(site.exception_object);
}

template <typename Each, typename T>
  requires std::is_same_v<std::remove_const_t<T>, Entry>
bool visit(Each& each, T& entry) {
  return each(entry.title) && each(entry.facts) && each(entry.sites) && each(entry.captured) && each(entry.result_type) &&
         each(entry.argument_slots) && each(entry.result_slots) && each(entry.long_running) && each(entry.symbol) &&
         each(entry.object);
}

template <typename Each, typename T>
  requires std::is_same_v<std::remove_const_t<T>, BuiltEntry>
bool visit(Each& each, T& built) {
  return each(built.arguments) && each(built.has_result) && each(built.result) && visit(each, built.entry);
}

template <typename Each, typename T>
bool item(Each& each, T& value) {
  if constexpr (requires { visit(each, value); })
    return visit(each, value);
  else
    return each(value);
}

template <typename T>
bool Writer::operator()(const std::vector<T>& list) {
  number(list.size());
  return std::ranges::all_of(list, [&](const T& value) { return item(*this, value); });
}

template <typename T>
bool Reader::operator()(std::vector<T>& list) {
  uint64_t size = 0;
  if (!number(size) || size > rest_.size()) return false;  // an item takes a byte at least
  list.resize(size);
  return std::ranges::all_of(list, [&](T& value) { return item(*this, value); });
}

// Whether facts start from objects that are known by then, and everything else names objects that there are.
bool isConsistent(const Entry& entry) {
  uint64_t known = 1;
  for (const Fact& fact : entry.facts) {
    if (fact.step >= Step::kCount || fact.owner >= known) return false;
    for (const FoundObject& object : fact.objects) {
      if (object.number > known) return false;
      if (object.number == known) ++known;
    }
  }
  const auto isKnown = [&](uint32_t object) { return object < known; };
  const auto isSound = [&](const CodeSite& site) { return isKnown(site.function_object) && isKnown(site.exception_object); };
  return std::ranges::all_of(entry.sites, isSound) && std::ranges::all_of(entry.captured, isKnown);
}

}  // namespace

std::string writeEntry(const Entry& entry) {
  Writer writer;
  visit(writer, entry);
  return writer.take();
}

std::string writeBuiltEntry(const BuiltEntry& built) {
  Writer writer;
  visit(writer, built);
  return writer.take();
}

std::optional<Entry> readEntry(std::string_view bytes) {
  Reader reader(bytes);
  Entry entry;
  const bool is_whole = visit(reader, entry) && reader.isAtEnd() && isConsistent(entry);
  return is_whole ? std::optional(std::move(entry)) : std::nullopt;
}

std::optional<BuiltEntry> readBuiltEntry(std::string_view bytes) {
  Reader reader(bytes);
  BuiltEntry built;
  const bool is_whole = visit(reader, built) && reader.isAtEnd() && isConsistent(built.entry);
  return is_whole ? std::optional(std::move(built)) : std::nullopt;
}

}  // namespace krait::cache
