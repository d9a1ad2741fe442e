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

template <>
struct ExpConstants<double> {
  alignas(64) static constexpr double kPower[16] = {
      0x1.0000000000000p+0, 0x1.0b5586cf9890fp+0, 0x1.172b83c7d517bp+0, 0x1.2387a6e756238p+0,
      0x1.306fe0a31b715p+0, 0x1.3dea64c123422p+0, 0x1.4bfdad5362a27p+0, 0x1.5ab07dd485429p+0,
      0x1.6a09e667f3bcdp+0, 0x1.7a11473eb0187p+0, 0x1.8ace5422aa0dbp+0, 0x1.9c49182a3f090p+0,
      0x1.ae89f995ad3adp+0, 0x1.c199bdd85529cp+0, 0x1.d5818dcfba487p+0, 0x1.ea4afa2a490dap+0,
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
      0x1.7400000000000p+0, 0x1.6400000000000p+0, 0x1.5600000000000p+0, 0x1.4800000000000p+0,
      0x1.3c00000000000p+0, 0x1.3000000000000p+0, 0x1.2400000000000p+0, 0x1.1a00000000000p+0,
      0x1.1200000000000p+0, 0x1.0800000000000p+0, 0x1.0000000000000p+0, 0x1.e000000000000p-1,
      0x1.c800000000000p-1, 0x1.b000000000000p-1, 0x1.9800000000000p-1, 0x1.8800000000000p-1,
  };
  alignas(64) static constexpr double kLogE[16] = {
      -0x1.7eaf83b82b000p-2, -0x1.51aad872e0000p-2, -0x1.2895a13de8000p-2, -0x1.fb9186d5e4000p-3,
      -0x1.af3c94e80c000p-3, -0x1.5ff3070a7a000p-3, -0x1.0d77e7cd08000p-3, -0x1.8c345d6318000p-4,
      -0x1.16536eea38000p-4, -0x1.f829b0e780000p-6, 0x0.0p+0, 0x1.08598b59e4000p-4,
      0x1.da72763844000p-4, 0x1.5bf406b544000p-3, 0x1.d1037f2656000p-3, 0x1.1178e8227e000p-2,
  };
  alignas(64) static constexpr double kLogETail[16] = {
      0x1.e4da62d0c25adp-49, 0x1.f4bd8db0a7cc1p-44, -0x1.a8d7ad24c13f0p-44, 0x1.d572aab993c87p-47,
      0x1.a4e633fcd9066p-52, 0x1.8586f183bebf2p-44, -0x1.cb2cd2ee2f482p-44, -0x1.b20f5acb42a66p-44,
      0x1.47c5e768fa309p-46, -0x1.980267c7e09e4p-45, 0x0.0p+0, -0x1.7e5dd7009902cp-46,
      0x1.a89401fa71733p-46, -0x1.27023eb68981cp-46, -0x1.84a7e75b6f6e4p-47, 0x1.1ef78ce2d07f2p-44,
  };
  static constexpr double kLogEOf2 = 0x1.62e42fefa3800p-1;
  static constexpr double kLogEOf2Tail = 0x1.ef35793c76730p-45;
  static constexpr double kLogEScale = 0x1.0000000000000p+0;
  static constexpr double kLogEScaleTail = 0x0.0p+0;
  alignas(64) static constexpr double kLog2[16] = {
      -0x1.140c9faa1e800p-1, -0x1.e726aa1e75000p-2, -0x1.abe18797f2000p-2, -0x1.6e221cd9d1000p-2,
      -0x1.37124cea4d000p-2, -0x1.fbc16b9026000p-3, -0x1.84c2bd02f0000p-3, -0x1.1dcd197552000p-3,
      -0x1.918a16e464000p-4, -0x1.6bad3758f0000p-5, 0x0.0p+0, 0x1.7d60496cfc000p-4,
      0x1.563dc29ffa000p-3, 0x1.f5fd8a9064000p-3, 0x1.4f6fbb2cec000p-2, 0x1.8a8980abfc000p-2,
  };
  alignas(64) static constexpr double kLog2Tail[16] = {
      0x1.5e30f52d6ae75p-44, -0x1.3483146784bd2p-44, 0x1.6e3cb71b554e7p-47, 0x1.90d43956fa5d8p-45,
      0x1.0993376649b50p-45, -0x1.0144751b3314fp-44, -0x1.d97ee9124773bp-46, -0x1.6f6bd48a860f0p-44,
      0x1.94aa31b9b6d65p-45, 0x1.3c6764fc87b4ap-48, 0x0.0p+0, -0x1.2ce6312ebb81dp-46,
      0x1.964190e41bca7p-44, -0x1.cb6f70109b0f1p-47, 0x1.661e393a16b95p-44, -0x1.66cccab240e90p-45,
  };
  static constexpr double kLog2Of2 = 0x1.0000000000000p+0;
  static constexpr double kLog2Of2Tail = 0x0.0p+0;
  static constexpr double kLog2Scale = 0x1.71547652b82fep+0;
  static constexpr double kLog2ScaleTail = 0x1.777d0ffda0d24p-56;
  alignas(64) static constexpr double kLog10[16] = {
      -0x1.4c65807e94000p-3, -0x1.254b4d35e8000p-3, -0x1.019c2a064c000p-3, -0x1.b8de4d3ab4000p-4,
      -0x1.769140a254000p-4, -0x1.31b3055c48000p-4, -0x1.d41d5164f8000p-5, -0x1.58238eeb38000p-5,
      -0x1.e3806acbd0000p-6, -0x1.b5e908eb20000p-7, 0x0.0p+0, 0x1.cb38fccd90000p-6,
      0x1.9c197abf00000p-5, 0x1.2e3a740b78000p-4, 0x1.93e7de0fc4000p-4, 0x1.db11ed766c000p-4,
  };
  alignas(64) static constexpr double kLog10Tail[16] = {
      0x1.98fbcd3a858d1p-44, 0x1.61f143538008cp-46, 0x1.6f31d0b132f8fp-44, 0x1.340511b402e0ap-47,
      0x1.9036b130dc2b9p-44, 0x1.dcffc97be8c9cp-45, -0x1.659d00c475908p-44, 0x1.612c205756103p-44,
      -0x1.63c35e7d67688p-48, 0x1.90dfe0d1601cap-44, 0x0.0p+0, -0x1.00925a535ae72p-44,
      0x1.badcf3d6e4566p-46, 0x1.d288560689912p-53, -0x1.80743406505e6p-48, -0x1.40bcd23c3e44cp-44,
  };
  static constexpr double kLog10Of2 = 0x1.34413509f8000p-2;
  static constexpr double kLog10Of2Tail = -0x1.80433b83b532ap-44;
  static constexpr double kLog10Scale = 0x1.bcb7b1526e50ep-2;
  static constexpr double kLog10ScaleTail = 0x1.95355baaafad3p-57;
  alignas(64) static constexpr double kLog[8] = {
      0x1.5555555555542p-2, -0x1.00000000000aap-2, 0x1.9999999aada76p-3, -0x1.555555531b021p-3,
      0x1.249236390be93p-3, -0x1.000009bcf4bf8p-3, 0x1.c7f0deca00374p-4, -0x1.99dda36eb1ae3p-4,
  };
  alignas(64) static constexpr double kPowLog[10] = {
      0x1.5555555555555p-2, -0x1.0000000000000p-2, 0x1.99999999997fap-3, -0x1.5555555555b95p-3,
      0x1.249249276c546p-3, -0x1.fffffff7019c2p-4, 0x1.c71c39bc7156dp-4, -0x1.9999b1f53e4afp-4,
      0x1.753dcf6a64484p-4, -0x1.559ffacb451fbp-4,
  };
};

template <>
struct LogConstants<float> {
  alignas(64) static constexpr float kInverse[16] = {
      0x1.7400000000000p+0F, 0x1.6400000000000p+0F, 0x1.5600000000000p+0F, 0x1.4800000000000p+0F,
      0x1.3c00000000000p+0F, 0x1.3000000000000p+0F, 0x1.2400000000000p+0F, 0x1.1a00000000000p+0F,
      0x1.1200000000000p+0F, 0x1.0800000000000p+0F, 0x1.0000000000000p+0F, 0x1.e000000000000p-1F,
      0x1.c800000000000p-1F, 0x1.b000000000000p-1F, 0x1.9800000000000p-1F, 0x1.8800000000000p-1F,
  };
  alignas(64) static constexpr float kLogE[16] = {
      -0x1.7eb0000000000p-2F, -0x1.51a8000000000p-2F, -0x1.2898000000000p-2F, -0x1.fb90000000000p-3F,
      -0x1.af40000000000p-3F, -0x1.5ff0000000000p-3F, -0x1.0d70000000000p-3F, -0x1.8c40000000000p-4F,
      -0x1.1660000000000p-4F, -0x1.f800000000000p-6F, 0x0.0p+0F, 0x1.0860000000000p-4F,
      0x1.da80000000000p-4F, 0x1.5bf0000000000p-3F, 0x1.d100000000000p-3F, 0x1.1178000000000p-2F,
  };
  alignas(64) static constexpr float kLogETail[16] = {
      0x1.f11f540f26d31p-20F, -0x1.6c396fc1684e5p-17F, 0x1.2f610bcae50a6p-17F, -0x1.86d5e3e2a8d55p-19F,
      0x1.b58bfa0069399p-18F, -0x1.83853c9e9e43ap-18F, -0x1.f9f34239659a6p-17F, 0x1.74539cc9be14ap-17F,
      0x1.9222b90a3e2f4p-17F, -0x1.4d873c1980268p-17F, 0x0.0p+0F, -0x1.9d298717e5dd7p-18F,
      -0x1.b138f772bb5ffp-17F, 0x1.01ad50f6c7ee1p-17F, 0x1.bf932af3dac0cp-18F, 0x1.d044fc8f7bc67p-19F,
  };
  static constexpr float kLogEOf2 = 0x1.62e4000000000p-1F;
  static constexpr float kLogEOf2Tail = 0x1.7f7d1cf79abcap-20F;
  static constexpr float kLogEScale = 0x1.0000000000000p+0F;
  static constexpr float kLogEScaleTail = 0x0.0p+0F;
  alignas(64) static constexpr float kLog2[16] = {
      -0x1.140c000000000p-1F, -0x1.e728000000000p-2F, -0x1.abe0000000000p-2F, -0x1.6e20000000000p-2F,
      -0x1.3710000000000p-2F, -0x1.fbc0000000000p-3F, -0x1.84c0000000000p-3F, -0x1.1dd0000000000p-3F,
      -0x1.9180000000000p-4F, -0x1.6bc0000000000p-5F, 0x0.0p+0F, 0x1.7d60000000000p-4F,
      0x1.5640000000000p-3F, 0x1.f600000000000p-3F, 0x1.4f70000000000p-2F, 0x1.8a88000000000p-2F,
  };
  alignas(64) static constexpr float kLog2Tail[16] = {
      -0x1.3f543ca873c2bp-18F, 0x1.55e18ab2df3aep-18F, -0x1.8797f1f48e1a4p-18F, -0x1.0e6ce866f2bc7p-17F,
      -0x1.2675266f66cc9p-17F, -0x1.6b902680a23a9p-19F, -0x1.5e81781d97ee9p-18F, 0x1.734556a4250aep-18F,
      -0x1.42dc8c66b55cep-17F, 0x1.2c8a710278cedp-17F, 0x0.0p+0F, 0x1.25b3eed319cedp-22F,
      -0x1.1eb0029a6f9bcp-18F, -0x1.3ab7ce0e5b7b8p-18F, -0x1.134c4e99e1c6cp-20F, 0x1.80abfbd32666bp-18F,
  };
  static constexpr float kLog2Of2 = 0x1.0000000000000p+0F;
  static constexpr float kLog2Of2Tail = 0x0.0p+0F;
  static constexpr float kLog2Scale = 0x1.71547652b82fep+0F;
  static constexpr float kLog2ScaleTail = 0x1.4ae0bf85ddf44p-26F;
  alignas(64) static constexpr float kLog10[16] = {
      -0x1.4c60000000000p-3F, -0x1.2550000000000p-3F, -0x1.01a0000000000p-3F, -0x1.b8e0000000000p-4F,
      -0x1.76a0000000000p-4F, -0x1.31c0000000000p-4F, -0x1.d400000000000p-5F, -0x1.5840000000000p-5F,
      -0x1.e380000000000p-6F, -0x1.b600000000000p-7F, 0x0.0p+0F, 0x1.cb00000000000p-6F,
      0x1.9c00000000000p-5F, 0x1.2e40000000000p-4F, 0x1.93e0000000000p-4F, 0x1.db20000000000p-4F,
  };
  alignas(64) static constexpr float kLog10Tail[16] = {
      -0x1.601fa4cce0866p-17F, 0x1.2cb2860b0f8a2p-17F, 0x1.eafcda5bcc743p-18F, 0x1.b2c54c2680a23p-20F,
      0x1.d7ebb5b206d62p-17F, 0x1.9f54771dcffc9p-17F, -0x1.d5164facb3a02p-17F, 0x1.c7114cac25841p-17F,
      -0x1.ab2f4163c35e8p-24F, 0x1.6f714ec86ff07p-19F, 0x0.0p+0F, 0x1.c7e66c5fedb4bp-17F,
      0x1.97abf00dd6e7ap-17F, -0x1.62fd21ffc5aefp-18F, 0x1.f783f0f9fe2f3p-18F, -0x1.c25132a8179a4p-17F,
  };
  static constexpr float kLog10Of2 = 0x1.3440000000000p-2F;
  static constexpr float kLog10Of2Tail = 0x1.3509f79fef312p-18F;
  static constexpr float kLog10Scale = 0x1.bcb7b1526e50ep-2F;
  static constexpr float kLog10ScaleTail = -0x1.5b235e39ab2a9p-27F;
  alignas(64) static constexpr float kLog[4] = {
      0x1.555553d8ecddfp-2F, -0x1.0000023ebc249p-2F, 0x1.99ed069b11dadp-3F, -0x1.556c94b15d946p-3F,
  };
  alignas(64) static constexpr float kPowLog[5] = {
      0x1.5555555531f5ep-2F, -0x1.fffff97f7ba13p-3F, 0x1.99999f7446df7p-3F, -0x1.55b09666d8367p-3F,
      0x1.24acfb3f2d1a3p-3F,
  };
};

template <>
struct ArcConstants<double> {
  alignas(64) static constexpr double kTangent[16] = {
      0x0.0p+0, 0x1.6a09e667f3bcdp-4, 0x1.ae89f995ad3adp-4, 0x1.0000000000000p-3,
      0x1.306fe0a31b715p-3, 0x1.6a09e667f3bcdp-3, 0x1.ae89f995ad3adp-3, 0x1.0000000000000p-2,
      0x1.306fe0a31b715p-2, 0x1.6a09e667f3bcdp-2, 0x1.ae89f995ad3adp-2, 0x1.0000000000000p-1,
      0x1.306fe0a31b715p-1, 0x1.6a09e667f3bcdp-1, 0x1.ae89f995ad3adp-1, 0x1.0000000000000p+0,
  };
  alignas(64) static constexpr double kAngle[16] = {
      0x0.0p+0, 0x1.6919aa7f46400p-4, 0x1.acf6ba8dba400p-4, 0x1.fd5ba9aac3000p-4,
      0x1.2e39518022a00p-3, 0x1.66562bc792600p-3, 0x1.a85c0cfbc1800p-3, 0x1.f5b75f92c8000p-3,
      0x1.27ea3fcf7d600p-2, 0x1.5bfe34f051100p-2, 0x1.978fa7258dd00p-2, 0x1.dac670561bb00p-2,
      0x1.12a889465ec80p-1, 0x1.3b2028082e900p-1, 0x1.65fb990f1aa80p-1, 0x1.921fb54442d00p-1,
  };
  alignas(64) static constexpr double kAngleTail[16] = {
      0x0.0p+0, 0x1.4b9b7fb26defep-51, -0x1.149dae429e335p-48, -0x1.24734dda19d83p-49,
      -0x1.badaf6b810438p-48, -0x1.095a8de93f56bp-49, 0x1.701627c7d856ap-48, 0x1.bac55b71e7bd8p-48,
      -0x1.3c92587cc06b2p-49, 0x1.29147bc149a81p-50, 0x1.74adeae257f0fp-48, 0x1.3da2b7f222f66p-48,
      -0x1.a4bb08be30befp-53, -0x1.5fd536af96657p-48, 0x1.b026a5e02bc4ap-49, 0x1.8469898cc5170p-49,
  };
  static constexpr double kHalfPi = 0x1.921fb54442d00p+0;
  static constexpr double kHalfPiTail = 0x1.8469898cc5170p-48;
  static constexpr double kPi = 0x1.921fb54442d20p+1;
  static constexpr double kPiTail = -0x1.ee59d9cceba40p-49;
  alignas(64) static constexpr double kAtan[6] = {
      -0x1.5555555555555p-2, 0x1.9999999999024p-3, -0x1.24924921200ccp-3, 0x1.c71c631359609p-4,
      -0x1.744ee6f75739bp-4, 0x1.34c06b8990a8ep-4,
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
      0x0.0p+0F, 0x1.6a09e60000000p-4F, 0x1.ae89fa0000000p-4F, 0x1.0000000000000p-3F,
      0x1.306fe00000000p-3F, 0x1.6a09e60000000p-3F, 0x1.ae89fa0000000p-3F, 0x1.0000000000000p-2F,
      0x1.306fe00000000p-2F, 0x1.6a09e60000000p-2F, 0x1.ae89fa0000000p-2F, 0x1.0000000000000p-1F,
      0x1.306fe00000000p-1F, 0x1.6a09e60000000p-1F, 0x1.ae89fa0000000p-1F, 0x1.0000000000000p+0F,
  };
  alignas(64) static constexpr float kAngle[16] = {
      0x0.0p+0F, 0x1.6918000000000p-4F, 0x1.acf8000000000p-4F, 0x1.fd5c000000000p-4F,
      0x1.2e3a000000000p-3F, 0x1.6656000000000p-3F, 0x1.a85c000000000p-3F, 0x1.f5b8000000000p-3F,
      0x1.27ea000000000p-2F, 0x1.5bfe000000000p-2F, 0x1.9790000000000p-2F, 0x1.dac6000000000p-2F,
      0x1.12a8800000000p-1F, 0x1.3b20000000000p-1F, 0x1.65fb800000000p-1F, 0x1.921f800000000p-1F,
  };
  alignas(64) static constexpr float kAngleTail[16] = {
      0x0.0p+0F, 0x1.aa1820d0aad49p-20F, -0x1.45091c7d1e62ep-20F, -0x1.5954f4248e69cp-22F,
      -0x1.5e3ee44a97469p-20F, 0x1.5b16284cdd2dep-22F, 0x1.ac328a1ad9339p-24F, -0x1.40da6fe453aa5p-20F,
      0x1.f9cd07287b210p-21F, 0x1.a49f518369f21p-21F, -0x1.620060e9c2b73p-20F, 0x1.c1586ed3da2b8p-20F,
      0x1.19bbc0af24017p-22F, 0x1.3e170b2578473p-20F, 0x1.94d630c996f4ap-21F, 0x1.aa22168c234c5p-20F,
  };
  static constexpr float kHalfPi = 0x1.921fc00000000p+0F;
  static constexpr float kHalfPiTail = -0x1.5777a5cf72cedp-21F;
  static constexpr float kPi = 0x1.921fc00000000p+1F;
  static constexpr float kPiTail = -0x1.5777a5cf72cedp-20F;
  alignas(64) static constexpr float kAtan[2] = {
      -0x1.55550c776aae9p-2F, 0x1.9752e387109a6p-3F,
  };
  alignas(64) static constexpr float kAsin[6] = {
      0x1.555554dc57217p-3F, 0x1.33343ff1f3522p-4F, 0x1.6d5752d61b1e0p-5F, 0x1.fdfee744e97e5p-6F,
      0x1.16b0b568aec24p-6F, 0x1.1607287f91a69p-5F,
  };
};

template <>
struct RootConstants<double> {
  alignas(64) static constexpr double kPower[16] = {
      0x1.0000000000000p+0, 0x1.0000000000000p+1, 0x1.0000000000000p+2, 0x1.0000000000000p+0,
      0x1.0000000000000p+1, 0x1.0000000000000p+2, 0x1.0000000000000p+0, 0x1.0000000000000p+1,
      0x1.0000000000000p+2, 0x1.0000000000000p+0, 0x1.0000000000000p+1, 0x1.0000000000000p+2,
      0x1.0000000000000p+0, 0x1.0000000000000p+1, 0x1.0000000000000p+2, 0x1.0000000000000p+0,
  };
  alignas(64) static constexpr double kCubeRoot[16] = {
      0x1.0000000000000p+0, 0x1.965fea53d6e3dp-1, 0x1.428a2f98d728bp-1, 0x1.0000000000000p+0,
      0x1.965fea53d6e3dp-1, 0x1.428a2f98d728bp-1, 0x1.0000000000000p+0, 0x1.965fea53d6e3dp-1,
      0x1.428a2f98d728bp-1, 0x1.0000000000000p+0, 0x1.965fea53d6e3dp-1, 0x1.428a2f98d728bp-1,
      0x1.0000000000000p+0, 0x1.965fea53d6e3dp-1, 0x1.428a2f98d728bp-1, 0x1.0000000000000p+0,
  };
  alignas(64) static constexpr double kCbrt[5] = {
      0x1.a9d8bf7f45299p+0, -0x1.277ab4b4fca0cp+0, 0x1.5a0f0c012c4b8p-1, -0x1.b2ba8f173efcfp-3,
      0x1.bba57a60884f1p-6,
  };
};

template <>
struct RootConstants<float> {
  alignas(64) static constexpr float kPower[16] = {
      0x1.0000000000000p+0F, 0x1.0000000000000p+1F, 0x1.0000000000000p+2F, 0x1.0000000000000p+0F,
      0x1.0000000000000p+1F, 0x1.0000000000000p+2F, 0x1.0000000000000p+0F, 0x1.0000000000000p+1F,
      0x1.0000000000000p+2F, 0x1.0000000000000p+0F, 0x1.0000000000000p+1F, 0x1.0000000000000p+2F,
      0x1.0000000000000p+0F, 0x1.0000000000000p+1F, 0x1.0000000000000p+2F, 0x1.0000000000000p+0F,
  };
  alignas(64) static constexpr float kCubeRoot[16] = {
      0x1.0000000000000p+0F, 0x1.965fea53d6e3dp-1F, 0x1.428a2f98d728bp-1F, 0x1.0000000000000p+0F,
      0x1.965fea53d6e3dp-1F, 0x1.428a2f98d728bp-1F, 0x1.0000000000000p+0F, 0x1.965fea53d6e3dp-1F,
      0x1.428a2f98d728bp-1F, 0x1.0000000000000p+0F, 0x1.965fea53d6e3dp-1F, 0x1.428a2f98d728bp-1F,
      0x1.0000000000000p+0F, 0x1.965fea53d6e3dp-1F, 0x1.428a2f98d728bp-1F, 0x1.0000000000000p+0F,
  };
  alignas(64) static constexpr float kCbrt[4] = {
      0x1.88ffbcf45d37cp+0F, -0x1.9750338317145p-1F, 0x1.3b209dfb49853p-2F, -0x1.8694946304f3cp-5F,
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
  alignas(64) static constexpr double kTanSingle[7] = {
      0x1.555555cf9aafdp-2, 0x1.11107b7ee6168p-3, 0x1.ba56bd07fe776p-5, 0x1.61fccd966b0f4p-6,
      0x1.48342c6a6cddbp-7, 0x1.2050091464635p-10, 0x1.fe5685a1d0a8fp-9,
  };
};

