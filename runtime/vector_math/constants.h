// Written by make_constants.py. Tables and polynomials of the kernels; what each is for is said where it is used.
#pragma once

template <class T>
struct ExpConstants;
template <class T>
struct LogConstants;
template <class T>
struct ArcConstants;
template <class T>
struct RootConstants;
template <class T>
struct ErfConstants;

template <>
struct ExpConstants<double> {
  alignas(64) static constexpr double kPower[16] = {
      0x1.0000000000000p+0, 0x1.0b5586cf9890fp+0, 0x1.172b83c7d517bp+0, 0x1.2387a6e756238p+0,
      0x1.306fe0a31b715p+0, 0x1.3dea64c123422p+0, 0x1.4bfdad5362a27p+0, 0x1.5ab07dd485429p+0,
      0x1.6a09e667f3bcdp+0, 0x1.7a11473eb0187p+0, 0x1.8ace5422aa0dbp+0, 0x1.9c49182a3f090p+0,
      0x1.ae89f995ad3adp+0, 0x1.c199bdd85529cp+0, 0x1.d5818dcfba487p+0, 0x1.ea4afa2a490dap+0,
  };
  alignas(64) static constexpr double kHalfPower[16] = {
      0x1.0000000000000p-1, 0x1.0b5586cf9890fp-1, 0x1.172b83c7d517bp-1, 0x1.2387a6e756238p-1,
      0x1.306fe0a31b715p-1, 0x1.3dea64c123422p-1, 0x1.4bfdad5362a27p-1, 0x1.5ab07dd485429p-1,
      0x1.6a09e667f3bcdp-1, 0x1.7a11473eb0187p-1, 0x1.8ace5422aa0dbp-1, 0x1.9c49182a3f090p-1,
      0x1.ae89f995ad3adp-1, 0x1.c199bdd85529cp-1, 0x1.d5818dcfba487p-1, 0x1.ea4afa2a490dap-1,
  };
  alignas(64) static constexpr double kPowerTail[16] = {
      0x0.0p+0, 0x1.79aa65d837b6dp-54, -0x1.01b15eaa59348p-55, 0x1.68efde3a8a894p-54,
      0x1.34d754db0abb6p-55, 0x1.59f48a72a4c6dp-55, 0x1.690cebb7aafb0p-56, 0x1.063e1e21c5409p-54,
      -0x1.3b3efbf5e2228p-54, -0x1.b32dcb94da51dp-56, 0x1.db72fc1f0eab4p-55, 0x1.1affc2b91ce27p-56,
      0x1.c1a7792cb3387p-55, 0x1.36eae30af0cb3p-56, 0x1.4a385a63d07a7p-56, -0x1.ff7128fd391f0p-55,
  };
  static constexpr double kPerLn2 = 0x1.71547652b82fep+4;
  static constexpr double kLn2High = 0x1.62e42fefa0000p-5;
  static constexpr double kLn2Low = 0x1.cf79abc9e3b3ap-44;
  static constexpr double kLn2 = 0x1.62e42fefa39efp-1;
  alignas(64) static constexpr double kExp[6] = {
      0x1.0000000000001p-1, 0x1.555555555556ep-3, 0x1.55555554e6b1ep-5, 0x1.1111110ca9c43p-7,
      0x1.6c17f0d82c5fep-10, 0x1.a023b8c9ef2c7p-13,
  };
  alignas(64) static constexpr double kSinh[3] = {
      0x1.5555555555556p-3, 0x1.11111110dfe12p-7, 0x1.a01b0f6328366p-13,
  };
  alignas(64) static constexpr double kCosh[3] = {
      0x1.0000000000001p-1, 0x1.55555554e6a97p-5, 0x1.6c17f0e79c337p-10,
  };
};

template <>
struct ExpConstants<float> {
  alignas(64) static constexpr float kPower[16] = {
      0x1.0000000000000p+0F, 0x1.0b55860000000p+0F, 0x1.172b840000000p+0F, 0x1.2387a60000000p+0F,
      0x1.306fe00000000p+0F, 0x1.3dea640000000p+0F, 0x1.4bfdae0000000p+0F, 0x1.5ab07e0000000p+0F,
      0x1.6a09e60000000p+0F, 0x1.7a11480000000p+0F, 0x1.8ace540000000p+0F, 0x1.9c49180000000p+0F,
      0x1.ae89fa0000000p+0F, 0x1.c199be0000000p+0F, 0x1.d5818e0000000p+0F, 0x1.ea4afa0000000p+0F,
  };
  alignas(64) static constexpr float kHalfPower[16] = {
      0x1.0000000000000p-1F, 0x1.0b55860000000p-1F, 0x1.172b840000000p-1F, 0x1.2387a60000000p-1F,
      0x1.306fe00000000p-1F, 0x1.3dea640000000p-1F, 0x1.4bfdae0000000p-1F, 0x1.5ab07e0000000p-1F,
      0x1.6a09e60000000p-1F, 0x1.7a11480000000p-1F, 0x1.8ace540000000p-1F, 0x1.9c49180000000p-1F,
      0x1.ae89fa0000000p-1F, 0x1.c199be0000000p-1F, 0x1.d5818e0000000p-1F, 0x1.ea4afa0000000p-1F,
  };
  alignas(64) static constexpr float kPowerTail[16] = {
      0x0.0p+0F, 0x1.8d96d3a319149p-25F, -0x1.9c0c21188b886p-27F, 0x1.9649039a7aacep-25F,
      0x1.125001a0dd6a1p-25F, 0x1.370be476e76eep-25F, -0x1.0a3550ceb09ddp-25F, -0x1.00d8ab9d946c5p-27F,
      0x1.26055c7ea21e0p-26F, -0x1.05cb4469dc2bcp-25F, 0x1.67a1ca2d673e0p-28F, 0x1.a3b5e35a78a53p-28F,
      -0x1.f9c304c9a8f60p-27F, -0x1.6961b3bf88747p-28F, -0x1.a5217ca913feap-28F, 0x1.61428dbdf59d5p-28F,
  };
  static constexpr float kPerLn2 = 0x1.71547652b82fep+4F;
  static constexpr float kLn2High = 0x1.62e8000000000p-5F;
  static constexpr float kLn2Low = -0x1.e8082e3086543p-20F;
  static constexpr float kLn2 = 0x1.62e42fefa39efp-1F;
  alignas(64) static constexpr float kExp[3] = {
      0x1.fffffffa78e96p-2F, 0x1.5556e3a3d3b73p-3F, 0x1.555c0e0c8aae1p-5F,
  };
  alignas(64) static constexpr float kSinh[1] = {
      0x1.55565ee1652dep-3F,
  };
  alignas(64) static constexpr float kCosh[2] = {
      0x1.ffffffff53d81p-2F, 0x1.5556b76593736p-5F,
  };
};

template <>
struct LogConstants<double> {
  alignas(64) static constexpr double kInverse[16] = {
      0x1.5800000000000p+0, 0x1.4800000000000p+0, 0x1.3800000000000p+0, 0x1.3000000000000p+0,
      0x1.2800000000000p+0, 0x1.1800000000000p+0, 0x1.1000000000000p+0, 0x1.0800000000000p+0,
      0x1.0000000000000p+0, 0x1.e000000000000p-1, 0x1.c000000000000p-1, 0x1.b000000000000p-1,
      0x1.a000000000000p-1, 0x1.8000000000000p-1, 0x1.7000000000000p-1, 0x1.6000000000000p-1,
  };
  alignas(64) static constexpr double kLogE[16] = {
      -0x1.2e8e2bae12000p-2, -0x1.fb9186d5e4000p-3, -0x1.9525a9cf46000p-3, -0x1.5ff3070a7a000p-3,
      -0x1.29552f8200000p-3, -0x1.6f0d28ae58000p-4, -0x1.f0a30c0118000p-5, -0x1.f829b0e780000p-6,
      0x0.0p+0, 0x1.08598b59e4000p-4, 0x1.1178e8227e000p-3, 0x1.5bf406b544000p-3,
      0x1.a93ed3c8ae000p-3, 0x1.269621134e000p-2, 0x1.522ae0738a000p-2, 0x1.7fafa3bd81000p-2,
  };
  alignas(64) static constexpr double kLogETail[16] = {
      0x1.67b1e99b72bd8p-45, 0x1.d572aab993c87p-47, 0x1.297137d9f158fp-44, 0x1.8586f183bebf2p-44,
      0x1.5b967f4471dfcp-44, 0x1.4b4641b664613p-44, 0x1.d599e83368e91p-45, -0x1.980267c7e09e4p-45,
      0x0.0p+0, -0x1.7e5dd7009902cp-46, 0x1.1ef78ce2d07f2p-45, -0x1.27023eb68981cp-46,
      -0x1.8724350562169p-45, -0x1.1b61f10522625p-44, 0x1.ebe708164c759p-45, 0x1.46fb79bf6d4cbp-44,
  };
  static constexpr double kLogEOf2 = 0x1.62e42fefa3800p-1;
  static constexpr double kLogEOf2Tail = 0x1.ef35793c76730p-45;
  static constexpr double kLogEScale = 0x1.0000000000000p+0;
  alignas(64) static constexpr double kLog2[16] = {
      -0x1.b47ebf7388000p-2, -0x1.6e221cd9d1000p-2, -0x1.24407ab0e0000p-2, -0x1.fbc16b9026000p-3,
      -0x1.acf5e2db4e000p-3, -0x1.08c588cda8000p-3, -0x1.663f6fac90000p-4, -0x1.6bad3758f0000p-5,
      0x0.0p+0, 0x1.7d60496cfc000p-4, 0x1.8a8980abfc000p-3, 0x1.f5fd8a9064000p-3,
      0x1.32bfee370f000p-2, 0x1.a8ff971811000p-2, 0x1.e7df5fe539000p-2, 0x1.14c560fe68800p-1,
  };
  alignas(64) static constexpr double kLog2Tail[16] = {
      -0x1.50520a377c7ecp-45, 0x1.90d43956fa5d8p-45, -0x1.ce60916e52e91p-44, -0x1.0144751b3314fp-44,
      -0x1.927dfc23d9780p-44, 0x1.871a7610e40bdp-45, -0x1.3167ccc538261p-44, 0x1.3c6764fc87b4ap-48,
      0x0.0p+0, -0x1.2ce6312ebb81dp-46, -0x1.66cccab240e90p-46, -0x1.cb6f70109b0f1p-47,
      -0x1.979a5db68721dp-46, -0x1.6879fa00b120ap-44, -0x1.532c412ba94dbp-44, 0x1.7c407050799bfp-44,
  };
  static constexpr double kLog2Of2 = 0x1.0000000000000p+0;
  static constexpr double kLog2Of2Tail = 0x0.0p+0;
  static constexpr double kLog2Scale = 0x1.71547652b82fep+0;
  alignas(64) static constexpr double kLog10[16] = {
      -0x1.06cbd67a6c000p-3, -0x1.b8de4d3ab4000p-4, -0x1.5fe80488b0000p-4, -0x1.31b3055c48000p-4,
      -0x1.02428c1f08000p-4, -0x1.3ed1199a60000p-5, -0x1.af5f92b010000p-6, -0x1.b5e908eb20000p-7,
      0x0.0p+0, 0x1.cb38fccd90000p-6, 0x1.db11ed7668000p-5, 0x1.2e3a740b78000p-4,
      0x1.715d0ce368000p-4, 0x1.ffbfc2bbc8000p-4, 0x1.25ba8215b0000p-3, 0x1.4d43f8275a000p-3,
  };
  alignas(64) static constexpr double kLog10Tail[16] = {
      -0x1.db2a2c6287ec0p-46, 0x1.340511b402e0ap-47, 0x1.606adb567e739p-45, 0x1.dcffc97be8c9cp-45,
      -0x1.5ea6bc2bc8c2cp-52, 0x1.bdafc8ad828b8p-45, 0x1.9f05921f59258p-46, 0x1.90dfe0d1601cap-44,
      0x0.0p+0, -0x1.00925a535ae72p-44, 0x1.5fa196e1e0ddap-44, 0x1.d288560689912p-53,
      -0x1.41149840eaa65p-46, -0x1.ff229f20ed3d2p-46, -0x1.007bf2d8bf07ap-44, 0x1.20ca9a2bcc728p-45,
  };
  static constexpr double kLog10Of2 = 0x1.34413509f8000p-2;
  static constexpr double kLog10Of2Tail = -0x1.80433b83b532ap-44;
  static constexpr double kLog10Scale = 0x1.bcb7b1526e50ep-2;
  alignas(64) static constexpr double kLog[8] = {
      0x1.55555555554bap-2, -0x1.00000000003e8p-2, 0x1.9999999eab913p-3, -0x1.5555554e4bd5dp-3,
      0x1.2492140689e0ep-3, -0x1.00000a0e4f1abp-3, 0x1.c8807b66e26f7p-4, -0x1.9a3be077bf55dp-4,
  };
  alignas(64) static constexpr double kLog2Series[8] = {
      0x1.ec709dc3a031ep-2, -0x1.71547652b88a1p-2, 0x1.2776c512a208fp-2, -0x1.ec709db9793cbp-3,
      0x1.a6171605dd678p-3, -0x1.715484d4a98d2p-3, 0x1.494be783424fdp-3, -0x1.27ebd3e734f13p-3,
  };
  alignas(64) static constexpr double kLog10Series[8] = {
      0x1.287a7636f42d8p-3, -0x1.bcb7b1526ebd8p-4, 0x1.63c627798c73ep-4, -0x1.287a7630d7730p-4,
      0x1.fc3f49cedc84cp-5, -0x1.bcb7c2ca76b4dp-5, 0x1.8c8333093d3b2p-5, -0x1.64531b2251cd5p-5,
  };
  alignas(64) static constexpr double kPowLog[10] = {
      0x1.5555555555555p-2, -0x1.fffffffffffffp-3, 0x1.9999999998ccdp-3, -0x1.55555555578aap-3,
      0x1.24924931fbd9ep-3, -0x1.ffffffe4fb0f4p-4, 0x1.c71bd4674c6d7p-4, -0x1.9999ad3c0610bp-4,
      0x1.75d5cd50527bbp-4, -0x1.56057f4e121a1p-4,
  };
};

template <>
struct LogConstants<float> {
  alignas(64) static constexpr float kInverse[16] = {
      0x1.5800000000000p+0F, 0x1.4800000000000p+0F, 0x1.3800000000000p+0F, 0x1.3000000000000p+0F,
      0x1.2800000000000p+0F, 0x1.1800000000000p+0F, 0x1.1000000000000p+0F, 0x1.0800000000000p+0F,
      0x1.0000000000000p+0F, 0x1.e000000000000p-1F, 0x1.c000000000000p-1F, 0x1.b000000000000p-1F,
      0x1.a000000000000p-1F, 0x1.8000000000000p-1F, 0x1.7000000000000p-1F, 0x1.6000000000000p-1F,
  };
  alignas(64) static constexpr float kLogE[16] = {
      -0x1.2e90000000000p-2F, -0x1.fb90000000000p-3F, -0x1.9520000000000p-3F, -0x1.5ff0000000000p-3F,
      -0x1.2950000000000p-3F, -0x1.6f00000000000p-4F, -0x1.f0c0000000000p-5F, -0x1.f800000000000p-6F,
      0x0.0p+0F, 0x1.0860000000000p-4F, 0x1.1180000000000p-3F, 0x1.5bf0000000000p-3F,
      0x1.a940000000000p-3F, 0x1.2698000000000p-2F, 0x1.5228000000000p-2F, 0x1.7fb0000000000p-2F,
  };
  alignas(64) static constexpr float kLogETail[16] = {
      0x1.d451ee2cf63d3p-18F, -0x1.86d5e3e2a8d55p-19F, -0x1.6a73d15ad1d90p-17F, -0x1.83853c9e9e43ap-18F,
      -0x1.4be07fd48d301p-17F, -0x1.a515cad69737dp-17F, 0x1.cf3fee9d599e8p-17F, -0x1.4d873c1980268p-17F,
      0x0.0p+0F, -0x1.9d298717e5dd7p-18F, -0x1.c5f7606e10873p-17F, 0x1.01ad50f6c7ee1p-17F,
      -0x1.2c375261c90d4p-19F, -0x1.deecb246d87c4p-18F, 0x1.7039c51ebe708p-17F, -0x1.7109fab904864p-20F,
  };
  static constexpr float kLogEOf2 = 0x1.62e4000000000p-1F;
  static constexpr float kLogEOf2Tail = 0x1.7f7d1cf79abcap-20F;
  static constexpr float kLogEScale = 0x1.0000000000000p+0F;
  alignas(64) static constexpr float kLog2[16] = {
      -0x1.b480000000000p-2F, -0x1.6e20000000000p-2F, -0x1.2440000000000p-2F, -0x1.fbc0000000000p-3F,
      -0x1.acf0000000000p-3F, -0x1.08c0000000000p-3F, -0x1.6640000000000p-4F, -0x1.6bc0000000000p-5F,
      0x0.0p+0F, 0x1.7d60000000000p-4F, 0x1.8a90000000000p-3F, 0x1.f600000000000p-3F,
      0x1.32c0000000000p-2F, 0x1.a900000000000p-2F, 0x1.e7e0000000000p-2F, 0x1.14c4000000000p-1F,
  };
  alignas(64) static constexpr float kLog2Tail[16] = {
      0x1.408c77d5f5becp-18F, -0x1.0e6ce866f2bc7p-17F, -0x1.eac381ce60917p-20F, -0x1.6b902680a23a9p-19F,
      -0x1.78b6d3b24fbf8p-17F, -0x1.623369e78e58ap-17F, 0x1.20a6dd9d30667p-21F, 0x1.2c8a710278cedp-17F,
      0x0.0p+0F, 0x1.25b3eed319cedp-22F, -0x1.9fd5010b36665p-17F, -0x1.3ab7ce0e5b7b8p-18F,
      -0x1.1c8f11979a5dbp-22F, -0x1.a39fbd6879fa0p-20F, -0x1.40358ea996209p-19F, 0x1.60fe68af880e1p-17F,
  };
  static constexpr float kLog2Of2 = 0x1.0000000000000p+0F;
  static constexpr float kLog2Of2Tail = 0x0.0p+0F;
  static constexpr float kLog2Scale = 0x1.71547652b82fep+0F;
  alignas(64) static constexpr float kLog10[16] = {
      -0x1.06d0000000000p-3F, -0x1.b8e0000000000p-4F, -0x1.5fe0000000000p-4F, -0x1.31c0000000000p-4F,
      -0x1.0240000000000p-4F, -0x1.3ec0000000000p-5F, -0x1.af80000000000p-6F, -0x1.b600000000000p-7F,
      0x0.0p+0F, 0x1.cb00000000000p-6F, 0x1.db00000000000p-5F, 0x1.2e40000000000p-4F,
      0x1.7160000000000p-4F, 0x1.ffc0000000000p-4F, 0x1.25c0000000000p-3F, 0x1.4d40000000000p-3F,
  };
  alignas(64) static constexpr float kLog10Tail[16] = {
      0x1.0a6164f126aeap-17F, 0x1.b2c54c2680a23p-20F, -0x1.009115e9f9525p-17F, 0x1.9f54771dcffc9p-17F,
      -0x1.460f8400af536p-19F, -0x1.1199a5e425037p-17F, 0x1.036a7f8cf82c9p-17F, 0x1.6f714ec86ff07p-19F,
      0x0.0p+0F, 0x1.c7e66c5fedb4bp-17F, 0x1.1ed766abf432ep-17F, -0x1.62fd21ffc5aefp-18F,
      -0x1.798e4c2822931p-19F, -0x1.ea21c3fe453e4p-23F, -0x1.5f7a94200f7e6p-17F, 0x1.fc13ad2419534p-18F,
  };
  static constexpr float kLog10Of2 = 0x1.3440000000000p-2F;
  static constexpr float kLog10Of2Tail = 0x1.3509f79fef312p-18F;
  static constexpr float kLog10Scale = 0x1.bcb7b1526e50ep-2F;
  alignas(64) static constexpr float kLog[4] = {
      0x1.55555129f0a9ep-2F, -0x1.00000409dce59p-2F, 0x1.9a256049ba6ddp-3F, -0x1.558f3afe0839cp-3F,
  };
  alignas(64) static constexpr float kLog2Series[4] = {
      0x1.ec7097bfb3fa6p-2F, -0x1.71547c2644b11p-2F, 0x1.27db98cfcfadfp-2F, -0x1.ecc424e5e806cp-3F,
  };
  alignas(64) static constexpr float kLog10Series[4] = {
      0x1.287a7297d3f52p-3F, -0x1.bcb7b8566f480p-4F, 0x1.643f8fe7ce2a2p-4F, -0x1.28acc024e25b0p-4F,
  };
  alignas(64) static constexpr float kPowLog[4] = {
      0x1.55555129f0a9ep-2F, -0x1.00000409dce59p-2F, 0x1.9a256049ba6ddp-3F, -0x1.558f3afe0839cp-3F,
  };
};

template <>
struct ArcConstants<double> {
  alignas(64) static constexpr double kTangent[16] = {
      0x0.0p+0, 0x1.6a80cdf053d8ep-4, 0x1.ae705a97b6f6ap-4, 0x1.0034ec0000000p-3,
      0x1.30d50d916f263p-3, 0x1.6a62afa57ceb0p-3, 0x1.adf337cd844dcp-3, 0x1.003bb00000000p-2,
      0x1.30622a1905188p-2, 0x1.6a43af1475fc3p-2, 0x1.ae3c23b40623ap-2, 0x1.ff7d400000000p-2,
      0x1.30483990b132bp-1, 0x1.69c52d96df716p-1, 0x1.ae67b55a6ff13p-1, 0x1.00466c0000000p+0,
  };
  alignas(64) static constexpr double kAngle[16] = {
      0x0.0p+0, 0x1.698fa5c396000p-4, 0x1.acdd633873000p-4, 0x1.fdc3e07956000p-4,
      0x1.2e9c4dc225c00p-3, 0x1.66ac439d76c00p-3, 0x1.a7cbaa7eac800p-3, 0x1.f627b86291800p-3,
      0x1.27dda65125f00p-2, 0x1.5c31911238e00p-2, 0x1.974d80c1cce00p-2, 0x1.da5dd164f4500p-2,
      0x1.128b3cb4a2180p-1, 0x1.3af25496a2100p-1, 0x1.65e785be36e80p-1, 0x1.9266179587680p-1,
  };
  alignas(64) static constexpr double kPointAbove[16] = {
      0x0.0p+0, 0x1.bfb8800000000p-4, 0x1.3fd3800000000p-3, 0x1.c052000000000p-3,
      0x1.4043800000000p-2, 0x1.bfe6000000000p-2, 0x1.40a6000000000p-1, 0x1.c00b800000000p-1,
      0x1.3f54000000000p+0, 0x1.c031000000000p+0, 0x1.3f53800000000p+1, 0x1.c01c000000000p+1,
      0x1.3fc0000000000p+2, 0x1.bffd800000000p+2, 0x1.4096800000000p+3, 0x1.0000000000000p+0,
  };
  alignas(64) static constexpr double kPointBelow[16] = {
      0x1.0000000000000p+0, 0x1.0000000000000p+0, 0x1.0000000000000p+0, 0x1.0000000000000p+0,
      0x1.0000000000000p+0, 0x1.0000000000000p+0, 0x1.0000000000000p+0, 0x1.0000000000000p+0,
      0x1.0000000000000p+0, 0x1.0000000000000p+0, 0x1.0000000000000p+0, 0x1.0000000000000p+0,
      0x1.0000000000000p+0, 0x1.0000000000000p+0, 0x1.0000000000000p+0, 0x0.0p+0,
  };
  alignas(64) static constexpr double kPointAngle[16] = {
      0x0.0p+0, 0x1.bdf3442627f50p-4, 0x1.3d437de6b2197p-3, 0x1.b95bb5e0dc3efp-3,
      0x1.3664f0eb2b663p-2, 0x1.a639195bc4328p-2, 0x1.1e7808453e5eep-1, 0x1.7010ffaae7907p-1,
      0x1.ca415afd25553p-1, 0x1.0d4501883171cp+0, 0x1.30872b5e20830p+0, 0x1.4ae5497e2e2f1p+0,
      0x1.5f8d56cfb2cc6p+0, 0x1.6dcc2487db7e2p+0, 0x1.78a7b8efec6cap+0, 0x1.921fb54442d18p+0,
  };
  static constexpr double kHalfPi = 0x1.921fb54442d00p+0;
  static constexpr double kHalfPiTail = 0x1.8469898cc5170p-48;
  static constexpr double kPi = 0x1.921fb54442d20p+1;
  static constexpr double kPiTail = -0x1.ee59d9cceba40p-49;
  alignas(64) static constexpr double kAtan[6] = {
      -0x1.5555555555555p-2, 0x1.9999999997454p-3, -0x1.2492491a42aadp-3, 0x1.c71c505f9c426p-4,
      -0x1.74449a5107abfp-4, 0x1.32c75159d0b64p-4,
  };
  alignas(64) static constexpr double kAsin[13] = {
      0x1.5555555555556p-3, 0x1.3333333332e24p-4, 0x1.6db6db6e42ac6p-5, 0x1.f1c71c1335e29p-6,
      0x1.6e8bb377c5bc2p-6, 0x1.1c4d0d05cf33dp-6, 0x1.c9d3e53b94825p-7, 0x1.77f592efe14cbp-7,
      0x1.5386b2cad7039p-7, 0x1.5a89b19f83424p-8, 0x1.24cffb6987c7bp-6, -0x1.ff347e6d64818p-7,
      0x1.dfaf6f4116e2fp-6,
  };
};

template <>
struct ArcConstants<float> {
  alignas(64) static constexpr float kTangent[16] = {
      0x0.0p+0F, 0x1.6a08380000000p-4F, 0x1.ae832c0000000p-4F, 0x1.0032f40000000p-3F,
      0x1.30b6140000000p-3F, 0x1.69acea0000000p-3F, 0x1.ae3ebe0000000p-3F, 0x1.006dc80000000p-2F,
      0x1.3042fc0000000p-2F, 0x1.69a46e0000000p-2F, 0x1.adc5ea0000000p-2F, 0x1.0059200000000p-1F,
      0x1.30d8c40000000p-1F, 0x1.69dfac0000000p-1F, 0x1.aee6060000000p-1F, 0x1.0068600000000p+0F,
  };
  alignas(64) static constexpr float kAngle[16] = {
      0x0.0p+0F, 0x1.6918000000000p-4F, 0x1.acf0000000000p-4F, 0x1.fdc0000000000p-4F,
      0x1.2e7e000000000p-3F, 0x1.65fc000000000p-3F, 0x1.a814000000000p-3F, 0x1.f686000000000p-3F,
      0x1.27c1000000000p-2F, 0x1.5ba4000000000p-2F, 0x1.96e9000000000p-2F, 0x1.db55000000000p-2F,
      0x1.12f6000000000p-1F, 0x1.3b04000000000p-1F, 0x1.6631800000000p-1F, 0x1.9288000000000p-1F,
  };
  alignas(64) static constexpr float kPointAbove[16] = {
      0x0.0p+0F, 0x1.bf5c800000000p-4F, 0x1.4094000000000p-3F, 0x1.c067000000000p-3F,
      0x1.4012800000000p-2F, 0x1.bfb0800000000p-2F, 0x1.3fd7000000000p-1F, 0x1.bf48800000000p-1F,
      0x1.3f9b000000000p+0F, 0x1.bf69000000000p+0F, 0x1.3fcd000000000p+1F, 0x1.bf62800000000p+1F,
      0x1.3fdd800000000p+2F, 0x1.bf79800000000p+2F, 0x1.4004800000000p+3F, 0x1.0000000000000p+0F,
  };
  alignas(64) static constexpr float kPointBelow[16] = {
      0x1.0000000000000p+0F, 0x1.0000000000000p+0F, 0x1.0000000000000p+0F, 0x1.0000000000000p+0F,
      0x1.0000000000000p+0F, 0x1.0000000000000p+0F, 0x1.0000000000000p+0F, 0x1.0000000000000p+0F,
      0x1.0000000000000p+0F, 0x1.0000000000000p+0F, 0x1.0000000000000p+0F, 0x1.0000000000000p+0F,
      0x1.0000000000000p+0F, 0x1.0000000000000p+0F, 0x1.0000000000000p+0F, 0x0.0p+0F,
  };
  alignas(64) static constexpr float kPointAngle[16] = {
      0x0.0p+0F, 0x1.bd985a01406c1p-4F, 0x1.3dff65fffb9ecp-3F, 0x1.b96fbfff7b6f7p-3F,
      0x1.36384e001c0ebp-2F, 0x1.a60c30002e8e5p-2F, 0x1.1de33dfed4152p-1F, 0x1.6fa27bffd2e17p-1F,
      0x1.ca78e1ff44f1ep-1F, 0x1.0d13bdff29d83p+0F, 0x1.30a8c3ffd42d3p+0F, 0x1.4ac9420019108p+0F,
      0x1.5f91e2007e27cp+0F, 0x1.6dc192009ba92p+0F, 0x1.789c2dff7894ep+0F, 0x1.921fb54442d18p+0F,
  };
  static constexpr float kHalfPi = 0x1.921fc00000000p+0F;
  static constexpr float kHalfPiTail = -0x1.5777a5cf72cedp-21F;
  static constexpr float kPi = 0x1.921fc00000000p+1F;
  static constexpr float kPiTail = -0x1.5777a5cf72cedp-20F;
  alignas(64) static constexpr float kAtan[2] = {
      -0x1.5554d722b660ep-2F, 0x1.969b4b52ec435p-3F,
  };
  alignas(64) static constexpr float kAsin[6] = {
      0x1.555554dc57217p-3F, 0x1.33343ff1f3522p-4F, 0x1.6d5752d61b1e0p-5F, 0x1.fdfee744e97e5p-6F,
      0x1.16b0b568aec24p-6F, 0x1.1607287f91a69p-5F,
  };
};

template <>
struct RootConstants<double> {
  static constexpr int64_t kEstimate = 0x553ef105c32c8d61;
  alignas(64) static constexpr double kCbrt[4] = {
      0x1.5554cb79c7a88p-2, 0x1.c71aaf2283b80p-3, 0x1.64eb2bf514158p-3, 0x1.2a255e5bb5efcp-3,
  };
};

template <>
struct RootConstants<float> {
  static constexpr int32_t kEstimate = 0x54a232d9;
  alignas(64) static constexpr float kCbrt[3] = {
      0x1.55552903b735ep-2F, 0x1.c9a794ff77e19p-3F, 0x1.64a78b7cbac51p-3F,
  };
};

template <>
struct ErfConstants<double> {
  alignas(64) static constexpr double kErfc[1] = {
      0x1.3ccda0b5d5dc2p+0,
  };
  static constexpr double kErfcTail = 0x1.e5d3cfaa2e5d9p-54;
  alignas(64) static constexpr double kErfcRest[22] = {
      -0x1.1f367683f89a7p-3, 0x1.d5f2948159d89p-9, 0x1.510169d0967d7p-4, -0x1.bda9309a289a1p-4,
      0x1.7a14188a9a2f4p-4, -0x1.e0d0fa6dfc746p-5, 0x1.d0b0037da35e0p-6, -0x1.3f603c34e3fa7p-7,
      0x1.cc3a0e409f2c2p-10, 0x1.33fb2600132b8p-12, -0x1.303fa107d01e9p-12, 0x1.b143f407055cdp-15,
      0x1.778b2dbd7af0ap-16, -0x1.8002ef11b4ca6p-17, -0x1.05582396933f0p-20, 0x1.d6372b00c05dcp-20,
      -0x1.e7886b50da659p-25, -0x1.14e35919cc346p-22, 0x1.7f7e28db0ff27p-26, 0x1.3e9f4a1514d2cp-25,
      -0x1.8c78e30c40aadp-29, -0x1.08e4a87e8deaep-28,
  };
  static constexpr double kErf = 0x1.20dd750429b6dp+0;
  static constexpr double kErfTail = 0x1.1ae3a914fed80p-56;
  static constexpr double kErfEnd = 0x1.4000000000000p-1;
  alignas(64) static constexpr double kErfSeries[10] = {
      -0x1.812746b0379e7p-2, 0x1.ce2f21a042bdbp-4, -0x1.b82ce31288283p-6, 0x1.565bcd0e22cd7p-8,
      -0x1.c02db3db57b34p-11, 0x1.f9a31c05ca992p-14, -0x1.f4d060d0fbdbap-17, 0x1.b9adc870139a5p-20,
      -0x1.5b8f87a4c5870p-23, 0x1.b049c3f055a24p-27,
  };
};

template <>
struct ErfConstants<float> {
  alignas(64) static constexpr float kErfc[1] = {
      0x1.3ccda0a2da33bp+0F,
  };
  static constexpr float kErfcTail = 0x1.45b4676bb20e3p-25F;
  alignas(64) static constexpr float kErfcRest[9] = {
      -0x1.1f367d409c646p-3F, 0x1.d60b4a999395dp-9F, 0x1.51046df61737ap-4F, -0x1.bdbc525f47a9fp-4F,
      0x1.79ddb5f9dff42p-4F, -0x1.dfaef0a9231d1p-5F, 0x1.d6fb0e8ecb32dp-6F, -0x1.4855ba53182dfp-7F,
      0x1.78b85c349253dp-11F,
  };
  static constexpr float kErf = 0x1.20dd750429b6dp+0F;
  static constexpr float kErfTail = -0x1.f7ac925dca38bp-25F;
  static constexpr float kErfEnd = 0x1.4000000000000p-1F;
  alignas(64) static constexpr float kErfSeries[5] = {
      -0x1.8127468df49b7p-2F, 0x1.ce2eddb6ba680p-4F, -0x1.b8174228402ccp-6F, 0x1.53eebd3cb2c9bp-8F,
      -0x1.86827dc0cb408p-11F,
  };
};

struct GammaConstants {
  static constexpr double kHalfLog = 0x1.d67f1c864beb5p-1;
  static constexpr double kHalfLogTail = -0x1.65b5a1b7ff5dfp-55;
  alignas(64) static constexpr double kStirling[8] = {
      0x1.5555555555555p-4, -0x1.6c16c16c16be2p-9, 0x1.a01a019fc24a5p-11, -0x1.3813805ab8aafp-11,
      0x1.b950cf16bf00cp-11, -0x1.f64d28f1d0548p-10, 0x1.9b1bacca6cd6ep-8, -0x1.6cfc0ce98f31fp-6,
  };
  static constexpr double kNear = 0x1.5555555555555p-4;
  static constexpr double kAtOne = -0x1.2788cfc6fb619p-1;
  alignas(64) static constexpr double kNearOne[14] = {
      0x1.a51a6625307d3p-1, -0x1.9a4d55beab2d7p-2, 0x1.151322ac7d847p-2, -0x1.a8b9c17aa6152p-3,
      0x1.5b40cb100e00cp-3, -0x1.2703a1dce80e8p-3, 0x1.010b36a975e6fp-3, -0x1.c8067072658afp-4,
      0x1.9a01f6d1db94ep-4, -0x1.748c3469f8cbap-4, 0x1.555b168359711p-4, -0x1.3b16f11d949bcp-4,
      0x1.2af2f2f524750p-4, -0x1.158b05868cbdcp-4,
  };
  static constexpr double kAtTwo = 0x1.b0ee6072093cep-2;
  alignas(64) static constexpr double kNearTwo[14] = {
      0x1.4a34cc4a60fa6p-2, -0x1.13e001a557607p-4, 0x1.51322ac7d8483p-6, -0x1.e404fc218f5f2p-8,
      0x1.7add6eadb6c37p-9, -0x1.38ac5c2bf8df0p-10, 0x1.0b36af8633719p-11, -0x1.d3fd4c76e842ap-13,
      0x1.a127b13dc064ep-14, -0x1.78de5b9a9b0c9p-15, 0x1.580cd5a788e00p-16, -0x1.3cbcae39928c8p-17,
      0x1.272b63cb121acp-18, -0x1.126ec5e770d79p-19,
  };
};

struct SingleConstants {
  alignas(64) static constexpr float kTanhPoints[16] = {
      0x0.0p+0F, 0x1.3f7d800000000p-4F, 0x1.bf54000000000p-4F, 0x1.3f5e000000000p-3F,
      0x1.bf5c000000000p-3F, 0x1.4025800000000p-2F, 0x1.c0af000000000p-2F, 0x1.3ff6000000000p-1F,
      0x1.c055000000000p-1F, 0x1.3f53000000000p+0F, 0x1.bf59800000000p+0F, 0x1.3f74000000000p+1F,
      0x1.c078800000000p+1F, 0x1.3f52000000000p+2F, 0x1.bfe3000000000p+2F, 0x1.40c7800000000p+3F,
  };
  alignas(64) static constexpr float kTanh[8][16] = {
      {0x0.0p+0F, 0x1.3ed8080000000p-4F, 0x1.bd8ee20000000p-4F, 0x1.3ccdaa0000000p-3F, 0x1.b8609c0000000p-3F, 0x1.361b9a0000000p-2F, 0x1.a603f00000000p-2F, 0x1.1bed920000000p-1F, 0x1.68912e0000000p-1F, 0x1.b1f0fe0000000p-1F, 0x1.e1d5fc0000000p-1F, 0x1.f9168e0000000p-1F, 0x1.ff12ec0000000p-1F, 0x1.fff3d80000000p-1F, 0x1.ffffc80000000p-1F, 0x1.0000000000000p+0F},
      {0x1.0000000000000p+0F, 0x1.fce5c60000000p-1F, 0x1.f9f10c0000000p-1F, 0x1.f3bf9c0000000p-1F, 0x1.e8539e0000000p-1F, 0x1.d10b240000000p-1F, 0x1.a909e00000000p-1F, 0x1.628c720000000p-1F, 0x1.0213ae0000000p-1F, 0x1.206ee20000000p-2F, 0x1.d468c00000000p-4F, 0x1.b7601c0000000p-6F, 0x1.d9ba380000000p-9F, 0x1.84fbee0000000p-13F, 0x1.c001d40000000p-19F, 0x1.0db0da0000000p-27F},
      {0x1.34c3d40000000p-42F, -0x1.3ce96e0000000p-4F, -0x1.b849320000000p-4F, -0x1.3539020000000p-3F, -0x1.a404000000000p-3F, -0x1.19aad20000000p-2F, -0x1.5e56680000000p-2F, -0x1.893a480000000p-2F, -0x1.6b7e080000000p-2F, -0x1.e8eb160000000p-3F, -0x1.b8d0260000000p-4F, -0x1.b171540000000p-6F, -0x1.d8df640000000p-9F, -0x1.8517180000000p-13F, -0x1.c02d440000000p-19F, -0x1.166b1e0000000p-27F},
      {-0x1.5555560000000p-2F, -0x1.4d19040000000p-2F, -0x1.45522a0000000p-2F, -0x1.353fbc0000000p-2F, -0x1.1864be0000000p-2F, -0x1.c175400000000p-3F, -0x1.15f3ec0000000p-3F, -0x1.24d7520000000p-6F, 0x1.4fba440000000p-4F, 0x1.bc2e060000000p-4F, 0x1.02b4ea0000000p-4F, 0x1.19224a0000000p-6F, 0x1.3a1b4e0000000p-9F, 0x1.0339fe0000000p-13F, 0x1.2aadde0000000p-19F, 0x1.6cd96c0000000p-28F},
      {-0x1.977fbc0000000p-32F, 0x1.a2b55e0000000p-5F, 0x1.20506a0000000p-4F, 0x1.8d7f8a0000000p-4F, 0x1.0497100000000p-3F, 0x1.43e41e0000000p-3F, 0x1.5c1bec0000000p-3F, 0x1.1a73fc0000000p-3F, 0x1.f078560000000p-5F, -0x1.94032a0000000p-7F, -0x1.82289e0000000p-6F, -0x1.09cba00000000p-7F, -0x1.37b2d00000000p-10F, -0x1.00dbf20000000p-14F, -0x1.27f4a20000000p-20F, -0x1.2564380000000p-29F},
      {0x1.1110ea0000000p-3F, 0x1.0326f00000000p-3F, 0x1.ec580a0000000p-4F, 0x1.b7afde0000000p-4F, 0x1.5c9a500000000p-4F, 0x1.7446be0000000p-5F, -0x1.a101f60000000p-8F, -0x1.c3a46c0000000p-5F, -0x1.e1adf20000000p-5F, -0x1.3e7e800000000p-6F, 0x1.e04cc40000000p-9F, 0x1.7915ec0000000p-9F, 0x1.eb8e4a0000000p-12F, 0x1.9dc5820000000p-16F, 0x1.dc35f60000000p-22F, 0x1.fde47a0000000p-31F},
      {0x1.9364e40000000p-24F, -0x1.d4971a0000000p-6F, -0x1.3ed2520000000p-5F, -0x1.ac279c0000000p-5F, -0x1.0b24aa0000000p-4F, -0x1.2889660000000p-4F, -0x1.f80ef60000000p-5F, -0x1.8a268a0000000p-6F, 0x1.ab59820000000p-7F, 0x1.f125380000000p-7F, 0x1.1490800000000p-9F, -0x1.70728e0000000p-11F, -0x1.4663bc0000000p-13F, -0x1.37e3280000000p-17F, -0x1.68f4d00000000p-23F, -0x1.3a87460000000p-31F},
      {-0x1.b8df7a0000000p-5F, -0x1.93816e0000000p-5F, -0x1.702d060000000p-5F, -0x1.29e4a40000000p-5F, -0x1.6de7000000000p-6F, 0x1.7392680000000p-16F, 0x1.728f520000000p-6F, 0x1.e3ddbc0000000p-6F, 0x1.6982f40000000p-7F, -0x1.26706a0000000p-8F, -0x1.0024ca0000000p-9F, 0x1.13a7c20000000p-14F, 0x1.5b77f60000000p-15F, 0x1.5099660000000p-19F, 0x1.8cbbbe0000000p-25F, 0x1.4b8b500000000p-33F},
  };
  alignas(64) static constexpr float kSinhSmall[4] = {
      0x1.5555554e3e830p-3F, 0x1.11111f1a0c59fp-7F, 0x1.a008a7b552192p-13F, 0x1.78b89428308c9p-19F,
  };
  alignas(64) static constexpr float kAcoshSmall[7] = {
      -0x1.555554e5006fap-4F, 0x1.3332882b743d7p-6F, -0x1.6d8b990942d68p-8F, 0x1.ed95da86ced9fp-10F,
      -0x1.54efcf3b6cf96p-11F, 0x1.8d8e6f5e972e5p-13F, -0x1.04557fd517213p-15F,
  };
  alignas(64) static constexpr float kAtanhSmall[6] = {
      0x1.555554263fcc2p-2F, 0x1.999c3aad213e2p-3F, 0x1.241ac47145851p-3F, 0x1.d65dc2ec154b7p-4F,
      0x1.0714dfea3a299p-4F, 0x1.452c1e329474dp-3F,
  };
};

struct DoubleConstants {
  alignas(64) static constexpr double kTanhPoints[16] = {
      0x1.3fdf000000000p+0, 0x1.c0bc000000000p+0, 0x1.1fbd000000000p+1, 0x1.5fe0000000000p+1,
      0x1.c042800000000p+1, 0x1.1fd3000000000p+2, 0x1.5fdec00000000p+2, 0x1.a001000000000p+2,
      0x1.0021400000000p+3, 0x1.3f9d000000000p+3, 0x1.7ff9000000000p+3, 0x1.016be00000000p+4,
      0x0.0p+0, 0x1.7f87000000000p-2, 0x1.3ff5800000000p-1, 0x1.c034000000000p-1,
  };
  alignas(64) static constexpr double kTanh[15][16] = {
      {0x1.b23fb7ccc38ffp-1, 0x1.e226a70e49c0ap-1, 0x1.f4b42abfbc214p-1, 0x1.fbd2f5db5a88cp-1, 0x1.ff1223d142af8p-1, 0x1.ffdf7985c278ep-1, 0x1.fffb9aa0d0ae2p-1, 0x1.ffff6854aa088p-1, 0x1.fffff8824a949p-1, 0x1.ffffffdbb92e0p-1, 0x1.ffffffff59af1p-1, 0x1.fffffffffff41p-1, 0x0.0p+0, 0x1.6e8bc362290d0p-2, 0x1.1bed395d8ce23p-1, 0x1.68808af9aeb68p-1},
      {0x1.1f63e4f1be2d5p-2, 0x1.cfa9b460b4147p-4, 0x1.657dd1b722d0bp-5, 0x1.0a2b854df6838p-6, 0x1.db49dcc4ab8c9p-9, 0x1.042b8e21d1d6dp-11, 0x1.195696a29c6c8p-14, 0x1.2f567f0136f55p-17, 0x1.df6d575a297b8p-22, 0x1.22368ff59aaf2p-27, 0x1.4ca1dfff4e713p-33, 0x1.7e01fbc7892e1p-45, 0x1.0000000000000p+0, 0x1.be658220b21cfp-1, 0x1.628cd3abf3392p-1, 0x1.022b1c4b3fbefp-1},
      {-0x1.e77ee20d73b48p-3, -0x1.b4a1c3b037783p-4, -0x1.5d9aaae1c4613p-5, -0x1.07ffc42a3c8d6p-6, -0x1.da6d0eaeda477p-9, -0x1.041b07136be28p-11, -0x1.19542c418cdecp-14, -0x1.2f562525b22e7p-17, -0x1.df6d505670fc9p-22, -0x1.22368fe10208cp-27, -0x1.4ca1dffedd7c1p-33, -0x1.7dff4c097f208p-45, -0x1.9da377c3978c2p-62, -0x1.3f946aed717aep-2, -0x1.893a39d1f778dp-2, -0x1.6b8e417f00a4dp-2},
      {0x1.bbbe958912e5fp-4, 0x1.009f58e67645bp-4, 0x1.bd743fbd8fc29p-6, 0x1.5a3ebdf9e81ffp-7, 0x1.3b22b2ebd5b8ep-9, 0x1.5aa2a36265efcp-12, 0x1.771474b486074p-15, 0x1.9471ec93c0a5dp-18, 0x1.3f9e2c3358d79p-22, 0x1.82f36a48ff80ap-28, 0x1.bb827ffb86ae1p-34, 0x1.fd2f26bef082bp-46, -0x1.555555555554dp-2, -0x1.6e67ada7337b1p-3, -0x1.24e01fa7b74abp-6, 0x1.4f7a3b133b11bp-4},
      {-0x1.9ae4251301d8ap-7, -0x1.80788413d08cdp-6, -0x1.951cfe1b66850p-7, -0x1.4ed7e6042eec3p-8, -0x1.38d7e33817e10p-10, -0x1.5a4a883fd3011p-13, -0x1.770792e3f59f5p-16, -0x1.94700d575c367p-19, -0x1.3f9e197ff6c80p-23, -0x1.82f369dfe84c0p-29, -0x1.bb827ffc097aep-35, -0x1.fd59db2727ca0p-47, -0x1.d6bc7b2c19e11p-44, 0x1.5835adabbeecap-3, 0x1.1a7403b86f346p-3, 0x1.f10f030301037p-5},
      {-0x1.3b3a9f1078a2fp-6, 0x1.e8dcb894915afp-9, 0x1.05f73cfd0c5edp-8, 0x1.f3c46e6f78482p-10, 0x1.ed3c93ded3845p-12, 0x1.147b83e542dd9p-14, 0x1.2bf172e85ae39p-17, 0x1.4389d8b3a6451p-20, 0x1.ff6320ce9a9e1p-25, 0x1.358f8796febbdp-30, 0x1.62cecd3a82040p-36, 0x1.987428eb6e593p-48, 0x1.1111111161c60p-3, 0x1.34d326f5d2d89p-6, -0x1.c3a8041b032fcp-5, -0x1.e1d71b1764ce2p-5},
      {0x1.f2599ec6e10c7p-7, 0x1.fccc8b1065be5p-10, -0x1.821960a5806d7p-11, -0x1.1e33099f2899dp-11, -0x1.3f1e7a6081bb7p-13, -0x1.6f2d295b8e3d0p-16, -0x1.8fb5a486395f6p-19, -0x1.af5a799139dd5p-22, -0x1.54ec7068571b2p-26, -0x1.9cbf5c5a32e56p-32, -0x1.d913bb808158bp-38, -0x1.0faf022e431e4p-49, -0x1.cdc32bbea7342p-32, -0x1.1d843d3751725p-4, -0x1.88188a8ab185dp-6, 0x1.b3cae4c10e9afp-7},
      {-0x1.32307fd7ec937p-8, -0x1.f6dfa34bb4fa1p-10, -0x1.a532362232e49p-14, 0x1.be28ca185789cp-14, 0x1.56ad5b7122204p-15, 0x1.a047cb526b1adp-18, 0x1.c851fe7f325f0p-21, 0x1.ece76dd871100p-24, 0x1.859faa7032f58p-28, 0x1.d7b5f84bbc112p-34, 0x1.0e54556ccf93ep-39, 0x1.319a79a285a4ap-51, -0x1.ba1b9b8f4a824p-5, 0x1.a4fdeb7e8f92bp-7, 0x1.e804bd4776223p-6, 0x1.68480001993e5p-7},
      {-0x1.ce4c925a414a5p-11, 0x1.c4cbbc6037aa7p-11, 0x1.4e012c780bbd1p-13, -0x1.904c69090cc1dp-19, -0x1.2b1322c080d2fp-17, -0x1.999725ea604afp-20, -0x1.c756d926868b3p-23, -0x1.ecc2eb3d67309p-26, -0x1.859e501c231a0p-30, -0x1.d7b63be70f3b9p-36, -0x1.0e546bd20808dp-41, -0x1.355f86db17b38p-53, -0x1.b34c9b88da2b9p-23, 0x1.795af15cf93c4p-6, -0x1.31994b5b66ca6p-8, -0x1.4a22b13ce15c7p-7},
      {0x1.bfafb649bc100p-10, -0x1.a29d88461541ep-13, -0x1.56e82b85672a1p-14, -0x1.2ff39d4dead08p-17, 0x1.7b13e3b47ae9ep-20, 0x1.6036133d093c9p-22, 0x1.9300a9f3884fep-25, 0x1.b5c1c95b93ac7p-28, 0x1.5a56e543fe9bfp-32, 0x1.a353001c04b43p-38, 0x1.e09dc40ee032bp-44, 0x1.2a69f930349b1p-55, 0x1.66596688a412dp-6, -0x1.7a4daa6c31a52p-7, -0x1.12b78d2307d4dp-7, 0x1.0d5f6703e4c6ep-9},
      {-0x1.b89cd9223be8fp-11, -0x1.f1cb643dee0f3p-16, 0x1.cf942c566447cp-16, 0x1.6066589f99382p-18, -0x1.039b97ee052bep-24, -0x1.06d76cd3f89fcp-24, -0x1.3f9cfc3b00a03p-27, -0x1.5dccb266e5a18p-30, -0x1.150c461ab7bfdp-34, -0x1.4f6cffaa5ebc7p-40, -0x1.807943eda33e7p-46, -0x1.c783e8ff50c5dp-58, -0x1.4c7770cd6d72fp-16, -0x1.69774308c874ap-8, 0x1.5b3e352b25449p-8, 0x1.0692222a216b5p-9},
      {0x1.979f339af67ebp-14, 0x1.cbe78cda46153p-15, -0x1.7abc0f5fc3602p-18, -0x1.088b3ee0f06fep-19, -0x1.1de55be43a6eap-24, 0x1.47b53eaf6f4b4p-27, 0x1.c8c113829422fp-30, 0x1.fb8c61a344cf8p-33, 0x1.91ea790f94dfbp-37, 0x1.e6b77da744b94p-43, 0x1.16eaf7f106fc2p-48, 0x1.b0a3dd2a59dccp-61, -0x1.1eb9294b0454ep-7, 0x1.89ecc8a2ae98ap-8, 0x1.43669be7ebf12p-11, -0x1.c2f3293f6bf6fp-10},
      {0x1.374e420baf4b0p-13, -0x1.ec3a1f0f1ef1cp-16, -0x1.4449e5b571589p-22, 0x1.2acfcc5fe442dp-21, 0x1.31b67e43bc741p-25, -0x1.23c22543759d2p-30, -0x1.25bfa5e53e102p-32, -0x1.50d4d2f072661p-35, -0x1.0c16120d14e37p-39, -0x1.456276c87db36p-45, -0x1.746894f8d6950p-51, -0x1.5d37e9092ee82p-63, -0x1.d1abf80c34fd8p-12, 0x1.96fcca50b3b69p-12, -0x1.16506cc31abd7p-9, 0x1.46e522404cd6fp-12},
      {-0x1.dfcd67e017aecp-14, 0x1.177f21751e43fp-17, 0x1.04681b2c75c2ep-20, -0x1.ca9a74d03dbf7p-24, -0x1.c18bf944cddb1p-27, -0x1.dd64625f9c3b3p-37, 0x1.51de27859ec60p-35, 0x1.a1415380f17b0p-38, 0x1.6141bf032fa08p-42, 0x1.abd3254d73e85p-48, 0x1.eaab3ad2f5be5p-54, 0x1.ee913e35b0da6p-65, 0x1.374f5ccdf9bb0p-8, -0x1.3745582d4a9c9p-9, 0x1.694851a277feep-11, 0x1.7f59bd3450ec4p-12},
      {0x1.10dca9efefc9bp-15, 0x1.ee54541103dffp-25, -0x1.151f166d2ed93p-21, 0x1.c2baaa9368343p-29, 0x1.ec7cc05fcd2aep-29, 0x1.a5ef1e20ef44dp-35, -0x1.3fea8f33de4b2p-38, -0x1.d0839bd1627afp-41, -0x1.8f41ba0aeee84p-45, -0x1.d5f3044fe5819p-51, -0x1.1310c1afeed08p-56, -0x1.f4cd4769b6e94p-68, -0x1.e58412c764c3cp-10, 0x1.17bd3637345d8p-11, 0x1.c1ed5be48bb47p-12, -0x1.2f50de6dcc238p-12},
  };
  alignas(64) static constexpr double kErfPoints[16] = {
      0x0.0p+0, 0x1.80c8000000000p-2, 0x1.4058800000000p-1, 0x1.c05a800000000p-1,
      0x1.1fd0000000000p+0, 0x1.605a000000000p+0, 0x1.9fb1400000000p+0, 0x1.e04b800000000p+0,
      0x1.2037c00000000p+1, 0x1.6058c00000000p+1, 0x1.9fdfc00000000p+1, 0x1.dfc7c00000000p+1,
      0x1.0fd5400000000p+2, 0x1.2fde000000000p+2, 0x1.5002a00000000p+2, 0x1.6fce000000000p+2,
  };
  alignas(64) static constexpr double kErf[14][16] = {
      {0x0.0p+0, 0x1.9e94d6695d26dp-2, 0x1.3f5cf858a1740p-1, 0x1.91a1bf44c33d6p-1, 0x1.c6bc3e2988b0ep-1, 0x1.e5952799b3b28p-1, 0x1.f4e9e0baa073ep-1, 0x1.fbeb2ce27bbecp-1, 0x1.ff41dd8f27a2bp-1, 0x1.fff304930d3bfp-1, 0x1.ffff6ea7d8c10p-1, 0x1.fffffc220250bp-1, 0x1.ffffffefbce0fp-1, 0x1.ffffffffd6864p-1, 0x1.ffffffffffc07p-1, 0x1.ffffffffffffcp-1},
      {0x1.20dd750429b6dp+0, 0x1.f5a739285a589p-1, 0x1.8694f06676cfep-1, 0x1.0c584b240854ep-1, 0x1.46732be42b308p-2, 0x1.5b94bdb241519p-3, 0x1.4ae755da662a2p-4, 0x1.119f56ab95201p-5, 0x1.d081f89c9bb9fp-8, 0x1.2ed4bd52b055cp-11, 0x1.ecda5acdde29bp-16, 0x1.df58825a0a268p-21, 0x1.1b91dce0b2c21p-26, 0x1.923b267c14e62p-33, 0x1.539092461abe9p-40, 0x1.708ffeb6786e7p-48},
      {0x1.92a911dcab32fp-63, -0x1.790160309785cp-2, -0x1.e8c132fd2fefep-2, -0x1.d5f960b59ed17p-2, -0x1.6f045bc875ce8p-2, -0x1.de66b71fca7b2p-3, -0x1.0ca9106c9e8acp-3, -0x1.00adba7fe39b5p-4, -0x1.057bafff09b24p-6, -0x1.a0cd809254acdp-10, -0x1.90525e864c490p-14, -0x1.c12e509b1c37bp-19, -0x1.2d1ba01311019p-24, -0x1.dd70d1d6c6f27p-31, -0x1.bdb13b4de7289p-38, -0x1.08c380eae81f9p-45},
      {-0x1.812746b0379eap-2, -0x1.dffc1917200bdp-3, -0x1.c4291b662dcccp-5, 0x1.7de29f7df1f75p-4, 0x1.4c88ab52f7229p-3, 0x1.431cb35f4f492p-3, 0x1.d75daaf578e6fp-4, 0x1.1371122b99773p-4, 0x1.61cff58646974p-6, 0x1.6535a5937610ap-9, 0x1.9d03d908a3aa4p-13, 0x1.0e9f89854d30ap-17, 0x1.9e7e03c0827fdp-23, 0x1.716dcf57947fcp-29, 0x1.7eeb1cd9090e2p-36, 0x1.f38419fbd8359p-44},
      {0x1.49adc8397c101p-45, 0x1.558464732e40ep-3, 0x1.69331d257b172p-3, 0x1.cb6cf0590c1a4p-4, 0x1.cdfef7b845263p-6, -0x1.f727a7e900e40p-6, -0x1.9730752dba18cp-5, -0x1.59a6c19559331p-5, -0x1.372dc69659b21p-6, -0x1.a62e04965d515p-9, -0x1.2e1ce9edc9023p-12, -0x1.d5c1249249d24p-17, -0x1.9f0909c99ecd2p-22, -0x1.a29ca28a05baep-28, -0x1.e40677f76ff9dp-35, -0x1.5bce0aa88d95ap-42},
      {0x1.ce2f21a01360dp-4, 0x1.72a78edda6c06p-5, -0x1.c3e226ecf9c1cp-6, -0x1.137dcc5f24b6bp-4, -0x1.f6ec0bc3bab50p-5, -0x1.f2751d5dc7592p-6, -0x1.2579b4594776fp-9, 0x1.788800a12760cp-7, 0x1.5c420c17b8580p-7, 0x1.65b136ef9af6ep-9, 0x1.4aacf6a38c20dp-12, 0x1.378fa3bcdd8f4p-16, 0x1.4179fc3115423p-21, 0x1.71cce33928784p-27, 0x1.df85eb6acce46p-34, 0x1.7d080076ad703p-41},
      {0x1.c0b43bb83687dp-34, -0x1.9ab6071cd797ep-5, -0x1.522858872d9acp-5, -0x1.50c98d83ef69cp-7, 0x1.fb7e7d2f0d47ap-7, 0x1.6adccc7e6f6afp-6, 0x1.da0c1cd0907e1p-7, 0x1.0a6fb6403462ep-8, -0x1.7db743d74b0b6p-9, -0x1.af409f69491d3p-10, -0x1.158f5c9dcd453p-12, -0x1.46a3a081cf49ep-16, -0x1.8fceb0d6c5292p-21, -0x1.08b91ca9f6b2bp-26, -0x1.835380793e643p-33, -0x1.55c5882998007p-40},
      {-0x1.b82ce58341706p-6, -0x1.61411d56f91b3p-8, 0x1.c8fc12b111556p-7, 0x1.30812015c17ffp-6, 0x1.3bf4dc06e4b5cp-7, -0x1.803e0aa9f9988p-10, -0x1.94ec7a4b4f45fp-8, -0x1.421f4003b0eabp-8, -0x1.586659d3b2410p-11, 0x1.51b0c826f694fp-11, 0x1.65d90fa0041d9p-13, 0x1.13a10d1232533p-16, 0x1.98a3eef729fa2p-21, 0x1.3b162be65ea74p-26, 0x1.05f610a288802p-32, 0x1.01ea463066672p-39},
      {0x1.124fa143ba6b2p-25, 0x1.70a16967da8a7p-7, 0x1.b4bc9c6cdb645p-8, -0x1.e941b1f47197cp-10, -0x1.8b1b769801114p-8, -0x1.15f8a0592fe8cp-8, -0x1.3646af1bf37d6p-11, 0x1.77f9d7973b66bp-10, 0x1.04875c365f5d1p-10, -0x1.7c8cc03c59926p-14, -0x1.576b0cb993a4ap-14, -0x1.7894343863fecp-17, -0x1.5c3de1c2aeca0p-21, -0x1.3d48a70ab0277p-26, -0x1.2e5cdba912121p-32, -0x1.4e01fb5749219p-39},
      {0x1.5656e1ef8a523p-8, 0x1.c7fef240cf652p-14, -0x1.dce11b7853c07p-9, -0x1.aa11c0db76ff6p-9, -0x1.828d196e801a2p-12, 0x1.9ecbb24bcb7bcp-10, 0x1.72ebd986de216p-10, 0x1.77255f66938ccp-12, -0x1.8384974ad69b2p-12, -0x1.24827ff3643c0p-14, 0x1.b32515ce1b06fp-16, 0x1.9cf7d964e1d74p-18, 0x1.f277700b7d08ap-22, 0x1.117c0c0ea349ap-26, 0x1.2dcdccd135122p-32, 0x1.784921d737368p-39},
      {0x1.dc01fd13af2a8p-20, -0x1.0734084a89a7fp-9, -0x1.7e70fd56f860ap-11, 0x1.d86d2daf799afp-11, 0x1.2eb112cbe3820p-10, 0x1.4df48f9cf97a3p-12, -0x1.738276da034fep-12, -0x1.9820b23075967p-12, -0x1.59d46011129fdp-17, 0x1.c98182ce40309p-15, -0x1.3464bc52388a4p-19, -0x1.5f787a9e9c8f7p-19, -0x1.2b91ab9fbb06bp-22, -0x1.96243e360c03fp-27, -0x1.066cf130f491ap-32, -0x1.734191fdf4e4cp-39},
      {-0x1.c3cee24c17331p-11, 0x1.f4c904d771ee8p-14, 0x1.63a38ea31171ep-11, 0x1.9752cf7d34c22p-12, -0x1.707d348fa45ffp-13, -0x1.6312e9f85cd62p-12, -0x1.0a2e1af9efe9ep-13, 0x1.3751ca5907c94p-14, 0x1.0f52d35971cbcp-14, -0x1.0a6c5c877cf16p-16, -0x1.839bc5ca9e0edp-19, 0x1.a138396154c44p-21, 0x1.2bb2eb3244a57p-23, 0x1.058da8a604329p-27, 0x1.932bef0d7dac4p-33, 0x1.486a0a41fa5fap-39},
      {0x1.10faa7510148ap-16, 0x1.35330192583f9p-12, 0x1.4f4b1ff9d1054p-15, -0x1.921bcff28a237p-13, -0x1.28b328eaa9e94p-13, 0x1.e35f686e64c21p-16, 0x1.6ef8f5f9bbe06p-14, 0x1.2c5b914bc88b1p-15, -0x1.717ebaf59560fp-16, -0x1.37e124f61becep-20, 0x1.00852cc533bd6p-19, -0x1.57cfe19253f49p-24, -0x1.ea672304b03cep-25, -0x1.2e160e508a604p-28, -0x1.23ab44b847153p-33, -0x1.1a3187c720d18p-39},
      {0x1.abb6e1ecf41e1p-14, -0x1.1a00eba9d86b7p-15, -0x1.9ebcdbec50cb1p-14, -0x1.e2a14bd8a8215p-16, 0x1.9c375c74228e8p-15, 0x1.5c0c0a27e2a69p-15, -0x1.19e135e963653p-18, -0x1.5adeeb9af9f34p-16, -0x1.83e3d2c5766d7p-20, 0x1.666d2e71f970cp-19, -0x1.1eff494c13375p-21, -0x1.fff0e10f04408p-25, 0x1.2402c9a106314p-26, 0x1.17a3be3e2c103p-29, 0x1.563e4f0265d69p-34, 0x1.79ba6de0d335dp-40},
  };
};

struct SinConstants {
  alignas(64) static constexpr double kSin[16] = {
      0x0.0p+0, 0x1.8f8b83c69a60bp-3, 0x1.87de2a6aea963p-2, 0x1.1c73b39ae68c8p-1,
      0x1.6a09e667f3bcdp-1, 0x1.a9b66290ea1a3p-1, 0x1.d906bcf328d46p-1, 0x1.f6297cff75cb0p-1,
      0x1.0000000000000p+0, 0x1.f6297cff75cb0p-1, 0x1.d906bcf328d46p-1, 0x1.a9b66290ea1a3p-1,
      0x1.6a09e667f3bcdp-1, 0x1.1c73b39ae68c8p-1, 0x1.87de2a6aea963p-2, 0x1.8f8b83c69a60bp-3,
  };
  alignas(64) static constexpr double kSinTail[16] = {
      0x0.0p+0, -0x1.26d19b9ff8d82p-57, -0x1.72cedd3d5a610p-57, 0x1.b25dd267f6600p-55,
      -0x1.bdd3413b26456p-55, 0x1.9f630e8b6dac8p-60, 0x1.457e610231ac2p-56, 0x1.562172a361fd3p-56,
      0x0.0p+0, 0x1.562172a361fd3p-56, 0x1.457e610231ac2p-56, 0x1.9f630e8b6dac8p-60,
      -0x1.bdd3413b26456p-55, 0x1.b25dd267f6600p-55, -0x1.72cedd3d5a610p-57, -0x1.26d19b9ff8d82p-57,
  };
  alignas(64) static constexpr double kCos[16] = {
      0x1.0000000000000p+0, 0x1.f6297cff75cb0p-1, 0x1.d906bcf328d46p-1, 0x1.a9b66290ea1a3p-1,
      0x1.6a09e667f3bcdp-1, 0x1.1c73b39ae68c8p-1, 0x1.87de2a6aea963p-2, 0x1.8f8b83c69a60bp-3,
      0x0.0p+0, -0x1.8f8b83c69a60bp-3, -0x1.87de2a6aea963p-2, -0x1.1c73b39ae68c8p-1,
      -0x1.6a09e667f3bcdp-1, -0x1.a9b66290ea1a3p-1, -0x1.d906bcf328d46p-1, -0x1.f6297cff75cb0p-1,
  };
  alignas(64) static constexpr double kCosTail[16] = {
      0x0.0p+0, 0x1.562172a361fd3p-56, 0x1.457e610231ac2p-56, 0x1.9f630e8b6dac8p-60,
      -0x1.bdd3413b26456p-55, 0x1.b25dd267f6600p-55, -0x1.72cedd3d5a610p-57, -0x1.26d19b9ff8d82p-57,
      0x0.0p+0, 0x1.26d19b9ff8d82p-57, 0x1.72cedd3d5a610p-57, -0x1.b25dd267f6600p-55,
      0x1.bdd3413b26456p-55, -0x1.9f630e8b6dac8p-60, -0x1.457e610231ac2p-56, -0x1.562172a361fd3p-56,
  };
  static constexpr double kPerPi = 0x1.45f306dc9c883p+2;
  static constexpr double kPi0 = 0x1.921fb54442d18p-3;
  static constexpr double kPi1 = 0x1.1a62640000000p-57;
  static constexpr double kPi2 = -0x1.9d747f23e32edp-82;
  alignas(64) static constexpr double kSinPolynomial[4] = {
      -0x1.5555555555555p-3, 0x1.11111111103fbp-7, -0x1.a01a013748b90p-13, 0x1.71cd6fd79a4d9p-19,
  };
  alignas(64) static constexpr double kCosPolynomial[4] = {
      -0x1.0000000000000p-1, 0x1.5555555553159p-5, -0x1.6c16c0dbf7beep-10, 0x1.a002eb4abfc2bp-16,
  };
  static constexpr double kPerWholePi = 0x1.45f306dc9c883p-2;
  static constexpr double kWholePi0 = 0x1.921fb54442d18p+1;
  static constexpr double kWholePi1 = 0x1.1a62633145c07p-53;
  alignas(64) static constexpr double kSinSingle[5] = {
      -0x1.555555545154ep-3, 0x1.11110fcb9aa0dp-7, -0x1.a018fc9f09170p-13, 0x1.7194db79df6a1p-19,
      -0x1.9d7f66910e172p-26,
  };
  static constexpr double kPerHalfPi = 0x1.45f306dc9c883p-1;
  static constexpr double kHalfPi0 = 0x1.921fb54442d18p+0;
  static constexpr double kHalfPi1 = 0x1.1a62633145c07p-54;
  static constexpr float kPerHalfPiSingle = 0x1.45f306dc9c883p-1F;
  static constexpr float kHalfPiSingle0 = 0x1.921fb60000000p+0F;
  static constexpr float kHalfPiSingle1 = -0x1.7780000000000p-25F;
  static constexpr float kHalfPiSingle2 = 0x1.68c234c4c6629p-39F;
  alignas(64) static constexpr double kTanSingle[7] = {
      0x1.555555cf9aafdp-2, 0x1.11107b7ee6168p-3, 0x1.ba56bd07fe776p-5, 0x1.61fccd966b0f4p-6,
      0x1.48342c6a6cddbp-7, 0x1.2050091464635p-10, 0x1.fe5685a1d0a8fp-9,
  };
  alignas(64) static constexpr float kTanFloat[7] = {
      0x1.555555cf9aafdp-2F, 0x1.11107b7ee6168p-3F, 0x1.ba56bd07fe776p-5F, 0x1.61fccd966b0f4p-6F,
      0x1.48342c6a6cddbp-7F, 0x1.2050091464635p-10F, 0x1.fe5685a1d0a8fp-9F,
  };
};

