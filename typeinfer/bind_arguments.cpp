// Binding the arguments of a call to the parameters of a row of the catalogue.
#include <charconv>

#include "typeinfer/call_site.h"

namespace krait::infer {
namespace {

struct RowParameter {
  std::string_view name;
  std::string_view default_text;
  bool has_default = false;
  bool positional_only = false;
  bool keyword_only = false;
  bool variadic = false;
};

RowParameter parseParameter(std::string_view token) {
  RowParameter parameter;
  if (token.starts_with('*')) {
    parameter.variadic = true;
    token.remove_prefix(1);
  }
  const size_t equals = token.find('=');
  parameter.name = token.substr(0, equals);
  parameter.has_default = equals != std::string_view::npos;
  if (parameter.has_default) parameter.default_text = token.substr(equals + 1);
  return parameter;
}

std::vector<RowParameter> parseParameters(std::string_view text) {
  std::vector<RowParameter> parameters;
  bool keyword_only = false;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(", "), text.size());
    const std::string_view token = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 2, text.size()));
    if (token == "/") {
      for (RowParameter& earlier : parameters) earlier.positional_only = true;
    } else if (token == "*") {
      keyword_only = true;
    } else {
      parameters.push_back(parseParameter(token));
      parameters.back().keyword_only = keyword_only;
      keyword_only |= parameters.back().variadic;
    }
  }
  return parameters;
}

ir::Constant defaultConstant(std::string_view text) {
  if (text == "True" || text == "False") return ir::boolConstant(text == "True");
  if (text.starts_with('\'')) return ir::textConstant(ir::ConstKind::Str, std::string(text.substr(1, text.size() - 2)));
  const char* const last = text.data() + text.size();
  int64_t number = 0;
  if (const auto read = std::from_chars(text.data(), last, number); read.ptr == last) return ir::intConstant(number);
  double real = 0.0;
  if (const auto read = std::from_chars(text.data(), last, real); read.ptr == last) return ir::floatConstant(real);
  return ir::noneConstant();
}

[[noreturn]] void wrong(const CallSite& site, const std::string& what) {
  const std::string parameters(functionRow(site.function).parameters);
  site.t.error(DiagKind::wrong_arguments, site.inst, {std::string(site.name()), what, "In compiled code it takes (" + parameters + ")."});
}

Argument asArgument(const GivenArgument& given) { return {given.value, given.type, {}}; }

Argument absent(const CallSite& site, const RowParameter& parameter) {
  if (!parameter.has_default) wrong(site, "is missing the argument '" + std::string(parameter.name) + "'");
  ir::Module& module = site.t.module;
  const ir::ConstId constant = module.constants.intern(defaultConstant(parameter.default_text));
  return {{}, constantType(module, constant), constant};
}

size_t keywordParameter(const CallSite& site, const std::vector<RowParameter>& parameters, std::string_view name) {
  for (size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].name == name && !parameters[i].positional_only && !parameters[i].variadic) return i;
  }
  wrong(site, "does not take the argument '" + std::string(name) + "'");
}

}  // namespace

void bindArguments(CallSite& site, const CallArguments& given) {
  const std::vector<RowParameter> parameters = parseParameters(functionRow(site.function).parameters);
  std::vector<const GivenArgument*> by_parameter(parameters.size());
  std::vector<const GivenArgument*> variadic;
  size_t next = 0;
  for (const GivenArgument& argument : given.positional) {
    if (next < parameters.size() && parameters[next].variadic) {
      variadic.push_back(&argument);
    } else if (next < parameters.size() && !parameters[next].keyword_only) {
      by_parameter[next++] = &argument;
    } else {
      wrong(site, "takes at most " + std::to_string(next) + " positional arguments, " +
                      std::to_string(given.positional.size()) + " were given");
    }
  }
  for (size_t k = 0; k < given.keywords.size(); ++k) {
    const GivenArgument*& slot = by_parameter[keywordParameter(site, parameters, given.keyword_names[k])];
    if (slot) wrong(site, "got two values for the argument '" + given.keyword_names[k] + "'");
    slot = &given.keywords[k];
  }
  for (size_t i = 0; i < parameters.size(); ++i) {
    if (parameters[i].variadic) continue;
    site.arguments.push_back(by_parameter[i] ? asArgument(*by_parameter[i]) : absent(site, parameters[i]));
  }
  for (const GivenArgument* argument : variadic) site.arguments.push_back(asArgument(*argument));
}

}  // namespace krait::infer
