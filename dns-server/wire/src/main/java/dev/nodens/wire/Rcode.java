package dev.nodens.wire;

import java.util.Locale;

/// Response codes, the extended ones of RFC 6891 included (IANA "DNS RCODEs").
public final class Rcode {
  public static final int NOERROR = 0;
  public static final int FORMERR = 1;
  public static final int SERVFAIL = 2;
  public static final int NXDOMAIN = 3;
  public static final int NOTIMP = 4;
  public static final int REFUSED = 5;
  public static final int YXDOMAIN = 6;
  public static final int YXRRSET = 7;
  public static final int NXRRSET = 8;
  public static final int NOTAUTH = 9;
  public static final int NOTZONE = 10;
  public static final int DSOTYPENI = 11;
  public static final int BADVERS = 16;

  /// The same number in a TSIG record (RFC 8945 §3).
  public static final int BADSIG = BADVERS;

  public static final int BADKEY = 17;
  public static final int BADTIME = 18;
  public static final int BADMODE = 19;
  public static final int BADNAME = 20;
  public static final int BADALG = 21;
  public static final int BADTRUNC = 22;
  public static final int BADCOOKIE = 23;

  private Rcode() {}

  /// The mnemonic of `code`, or `RCODE<code>` for one without (RFC 3597 §5).
  public static String toText(int code) {
    return switch (code) {
      case NOERROR -> "NOERROR";
      case FORMERR -> "FORMERR";
      case SERVFAIL -> "SERVFAIL";
      case NXDOMAIN -> "NXDOMAIN";
      case NOTIMP -> "NOTIMP";
      case REFUSED -> "REFUSED";
      case YXDOMAIN -> "YXDOMAIN";
      case YXRRSET -> "YXRRSET";
      case NXRRSET -> "NXRRSET";
      case NOTAUTH -> "NOTAUTH";
      case NOTZONE -> "NOTZONE";
      case DSOTYPENI -> "DSOTYPENI";
      case BADVERS -> "BADVERS";
      case BADKEY -> "BADKEY";
      case BADTIME -> "BADTIME";
      case BADMODE -> "BADMODE";
      case BADNAME -> "BADNAME";
      case BADALG -> "BADALG";
      case BADTRUNC -> "BADTRUNC";
      case BADCOOKIE -> "BADCOOKIE";
      default -> "RCODE" + code;
    };
  }

  /// The code of a mnemonic in any letter case, or of the form `RCODE<code>`; -1 if it is neither.
  public static int parse(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    int code = ofMnemonic(upper);
    return code >= 0 ? code : NumericForm.parse("RCODE", upper);
  }

  /// The code of a mnemonic in upper case, or -1.
  public static int ofMnemonic(String text) {
    return switch (text) {
      case "NOERROR" -> NOERROR;
      case "FORMERR" -> FORMERR;
      case "SERVFAIL" -> SERVFAIL;
      case "NXDOMAIN" -> NXDOMAIN;
      case "NOTIMP" -> NOTIMP;
      case "REFUSED" -> REFUSED;
      case "YXDOMAIN" -> YXDOMAIN;
      case "YXRRSET" -> YXRRSET;
      case "NXRRSET" -> NXRRSET;
      case "NOTAUTH" -> NOTAUTH;
      case "NOTZONE" -> NOTZONE;
      case "BADVERS" -> BADVERS;
      case "BADKEY" -> BADKEY;
      case "BADTIME" -> BADTIME;
      case "BADMODE" -> BADMODE;
      case "BADNAME" -> BADNAME;
      case "BADALG" -> BADALG;
      case "BADTRUNC" -> BADTRUNC;
      case "BADCOOKIE" -> BADCOOKIE;
      case "DSOTYPENI" -> DSOTYPENI;
      // Other names of the same codes (RFC 8945 §3, and an old spelling).
      case "BADSIG" -> BADVERS;
      case "NOTIMPL" -> NOTIMP;
      default -> -1;
    };
  }
}
