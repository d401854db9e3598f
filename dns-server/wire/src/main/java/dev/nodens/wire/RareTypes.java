package dev.nodens.wire;

import org.jspecify.annotations.Nullable;

/// Mnemonics of types that nobody serves but that configurations may name and logs may show (IANA
/// "Resource Record (RR) TYPEs", as far as the Go DNS library knows them).
final class RareTypes {
  private static final String[] NAMES = {
    "None",
    "MD",
    "MF",
    "MB",
    "MG",
    "MR",
    "MINFO",
    "X25",
    "ISDN",
    "RT",
    "NSAP-PTR",
    "PX",
    "GPOS",
    "NXT",
    "EID",
    "NIMLOC",
    "ATMA",
    "NINFO",
    "RKEY",
    "TALINK",
    "UINFO",
    "UID",
    "GID",
    "UNSPEC",
    "NID",
    "L32",
    "L64",
    "LP",
    "NXNAME",
    "AVC",
    "AMTRELAY",
    "RESINFO",
    "TA",
    "DLV",
    "Reserved",
  };

  private static final int[] CODES = {
    0, 3, 4, 7, 8, 9, 14, 19, 20, 21, 23, 26, 27, 30, 31, 32, 34, 56, 57, 58, 100, 101, 102, 103,
    104, 105, 106, 107, 128, 258, 260, 261, 32768, 32769, 65535,
  };

  private RareTypes() {}

  /// The mnemonic of `code`, or null.
  static @Nullable String name(int code) {
    for (int i = 0; i < CODES.length; i++) {
      if (CODES[i] == code) {
        return NAMES[i];
      }
    }
    return null;
  }

  /// The code of a mnemonic, or -1.
  static int code(String name) {
    for (int i = 0; i < NAMES.length; i++) {
      if (NAMES[i].equals(name)) {
        return CODES[i];
      }
    }
    return -1;
  }
}
