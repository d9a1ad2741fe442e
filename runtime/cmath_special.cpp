// The tables of special values; their notation is explained in cmath_special.h. They follow C99, annex G, and
// CPython where annex G leaves a sign or a value open.
#include "runtime/cmath_special.h"

#include <limits>
#include <numbers>

namespace krait::cmath {
namespace {

int rowOf(double x) {
  if (std::isnan(x)) return 6;
  bool negative = std::signbit(x);
  if (std::isinf(x)) return negative ? 0 : 5;
  if (x == 0.0) return negative ? 2 : 3;
  return negative ? 1 : 4;
}

struct Letter {
  char name;
  double value;
};

constexpr double kPi = std::numbers::pi;
constexpr Letter kLetters[] = {
    {'z', 0.0},
    {'o', 1.0},
    {'q', kPi / 4},
    {'h', kPi / 2},
    {'t', 3 * kPi / 4},
    {'p', kPi},
    {'i', std::numeric_limits<double>::infinity()},
};

double valueOf(char name) {
  for (const Letter& letter : kLetters) {
    if (name == letter.name) return letter.value;
    if (name == letter.name - 'a' + 'A') return -letter.value;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

Complex specialValue(const SpecialValues& table, Complex z, Fault& fault) {
  const char* cell = table.rows[rowOf(z.re)] + 3 * rowOf(z.im);
  if (cell[0] == '!') fault = Fault::domain;
  return {valueOf(cell[0]), valueOf(cell[1])};
}

const SpecialValues kAcosValues{{
    "ti pi pi pI pI tI ni",
    "hi .. .. .. .. hI nn",
    "hi .. .. .. .. hI hn",
    "hi .. .. .. .. hI hn",
    "hi .. .. .. .. hI nn",
    "qi zi zi zI zI qI ni",
    "ni nn nn nn nn nI nn",
}};

const SpecialValues kAcoshValues{{
    "iT iP iP ip ip it in",
    "iH .. .. .. .. ih nn",
    "iH .. .. .. .. ih nn",
    "iH .. .. .. .. ih nn",
    "iH .. .. .. .. ih nn",
    "iQ iZ iZ iz iz iq in",
    "in nn nn nn nn in nn",
}};

const SpecialValues kAsinhValues{{
    "IQ IZ IZ Iz Iz Iq In",
    "IH .. .. .. .. Ih nn",
    "IH .. .. .. .. Ih nn",
    "iH .. .. .. .. ih nn",
    "iH .. .. .. .. ih nn",
    "iQ iZ iZ iz iz iq in",
    "in nn nZ nz nn in nn",
}};

const SpecialValues kAtanhValues{{
    "ZH ZH ZH Zh Zh Zh Zn",
    "ZH .. .. .. .. Zh nn",
    "ZH .. .. .. .. Zh Zn",
    "zH .. .. .. .. zh zn",
    "zH .. .. .. .. zh nn",
    "zH zH zH zh zh zh zn",
    "zH nn nn nn nn zh nn",
}};

const SpecialValues kCoshValues{{
    "!! .. iz iZ .. !! in",
    "!! .. .. .. .. !! nn",
    "!! .. .. .. .. !! nz",
    "!! .. .. .. .. !! nz",
    "!! .. .. .. .. !! nn",
    "!! .. iZ iz .. !! in",
    "nn nn nz nz nn nn nn",
}};

const SpecialValues kExpValues{{
    "zz .. zZ zz .. zz zz",
    "!! .. .. .. .. !! nn",
    "!! .. .. .. .. !! nn",
    "!! .. .. .. .. !! nn",
    "!! .. .. .. .. !! nn",
    "!! .. iZ iz .. !! in",
    "nn nn nZ nz nn nn nn",
}};

const SpecialValues kLogValues{{
    "iT iP iP ip ip it in",
    "iH .. .. .. .. ih nn",
    "iH .. .. .. .. ih nn",
    "iH .. .. .. .. ih nn",
    "iH .. .. .. .. ih nn",
    "iQ iZ iZ iz iz iq in",
    "in nn nn nn nn in nn",
}};

const SpecialValues kRectValues{{
    "!! .. Iz IZ .. !! in",
    "!! .. .. .. .. !! nn",
    "zz .. .. .. .. zz zz",
    "zz .. .. .. .. zz zz",
    "!! .. .. .. .. !! nn",
    "!! .. iZ iz .. !! in",
    "nn nn nz nz nn nn nn",
}};

const SpecialValues kSinhValues{{
    "!! .. IZ Iz .. !! in",
    "!! .. .. .. .. !! nn",
    "!! .. .. .. .. !! zn",
    "!! .. .. .. .. !! zn",
    "!! .. .. .. .. !! nn",
    "!! .. iZ iz .. !! in",
    "nn nn nZ nz nn nn nn",
}};

const SpecialValues kSqrtValues{{
    "iI zI zI zi zi ii ni",
    "iI .. .. .. .. ii nn",
    "iI .. .. .. .. ii nn",
    "iI .. .. .. .. ii nn",
    "iI .. .. .. .. ii nn",
    "iI iZ iZ iz iz ii in",
    "iI nn nn nn nn ii nn",
}};

const SpecialValues kTanhValues{{
    "Oz .. OZ Oz .. Oz Oz",
    "!! .. .. .. .. !! nn",
    "!! .. .. .. .. !! nn",
    "!! .. .. .. .. !! nn",
    "!! .. .. .. .. !! nn",
    "oz .. oZ oz .. oz oz",
    "nn nn nZ nz nn nn nn",
}};

}  // namespace krait::cmath
