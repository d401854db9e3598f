package dev.nodens.wire;

import java.util.Locale;

/// Record types (IANA "Resource Record (RR) TYPEs").
public final class RrType {
  public static final int A = 1;
  public static final int NS = 2;
  public static final int CNAME = 5;
  public static final int SOA = 6;
  public static final int NULL = 10;
  public static final int PTR = 12;
  public static final int HINFO = 13;
  public static final int MX = 15;
  public static final int TXT = 16;
  public static final int RP = 17;
  public static final int AFSDB = 18;
  public static final int SIG = 24;
  public static final int KEY = 25;
  public static final int AAAA = 28;
  public static final int LOC = 29;
  public static final int SRV = 33;
  public static final int NAPTR = 35;
  public static final int KX = 36;
  public static final int CERT = 37;
  public static final int DNAME = 39;
  public static final int OPT = 41;
  public static final int APL = 42;
  public static final int DS = 43;
  public static final int SSHFP = 44;
  public static final int IPSECKEY = 45;
  public static final int RRSIG = 46;
  public static final int NSEC = 47;
  public static final int DNSKEY = 48;
  public static final int DHCID = 49;
  public static final int NSEC3 = 50;
  public static final int NSEC3PARAM = 51;
  public static final int TLSA = 52;
  public static final int SMIMEA = 53;
  public static final int HIP = 55;
  public static final int CDS = 59;
  public static final int CDNSKEY = 60;
  public static final int OPENPGPKEY = 61;
  public static final int CSYNC = 62;
  public static final int ZONEMD = 63;
  public static final int SVCB = 64;
  public static final int HTTPS = 65;
  public static final int SPF = 99;
  public static final int EUI48 = 108;
  public static final int EUI64 = 109;
  public static final int TKEY = 249;
  public static final int TSIG = 250;
  public static final int IXFR = 251;
  public static final int AXFR = 252;
  public static final int MAILB = 253;
  public static final int MAILA = 254;
  public static final int ANY = 255;
  public static final int URI = 256;
  public static final int CAA = 257;

  private RrType() {}

  /// The mnemonic of `code`, or `TYPE<code>` for one without (RFC 3597 §5).
  public static String toText(int code) {
    return switch (code) {
      case A -> "A";
      case NS -> "NS";
      case CNAME -> "CNAME";
      case SOA -> "SOA";
      case NULL -> "NULL";
      case PTR -> "PTR";
      case HINFO -> "HINFO";
      case MX -> "MX";
      case TXT -> "TXT";
      case RP -> "RP";
      case AFSDB -> "AFSDB";
      case SIG -> "SIG";
      case KEY -> "KEY";
      case AAAA -> "AAAA";
      case LOC -> "LOC";
      case SRV -> "SRV";
      case NAPTR -> "NAPTR";
      case KX -> "KX";
      case CERT -> "CERT";
      case DNAME -> "DNAME";
      case OPT -> "OPT";
      case APL -> "APL";
      case DS -> "DS";
      case SSHFP -> "SSHFP";
      case IPSECKEY -> "IPSECKEY";
      case RRSIG -> "RRSIG";
      case NSEC -> "NSEC";
      case DNSKEY -> "DNSKEY";
      case DHCID -> "DHCID";
      case NSEC3 -> "NSEC3";
      case NSEC3PARAM -> "NSEC3PARAM";
      case TLSA -> "TLSA";
      case SMIMEA -> "SMIMEA";
      case HIP -> "HIP";
      case CDS -> "CDS";
      case CDNSKEY -> "CDNSKEY";
      case OPENPGPKEY -> "OPENPGPKEY";
      case CSYNC -> "CSYNC";
      case ZONEMD -> "ZONEMD";
      case SVCB -> "SVCB";
      case HTTPS -> "HTTPS";
      case SPF -> "SPF";
      case EUI48 -> "EUI48";
      case EUI64 -> "EUI64";
      case TKEY -> "TKEY";
      case TSIG -> "TSIG";
      case IXFR -> "IXFR";
      case AXFR -> "AXFR";
      case MAILB -> "MAILB";
      case MAILA -> "MAILA";
      case ANY -> "ANY";
      case URI -> "URI";
      case CAA -> "CAA";
      default -> rare(code);
    };
  }

  private static String rare(int code) {
    String name = RareTypes.name(code);
    return name == null ? "TYPE" + code : name;
  }

  /// The code of a mnemonic in any letter case, or of the form `TYPE<code>`; -1 if it is neither.
  public static int parse(String text) {
    String upper = text.toUpperCase(Locale.ROOT);
    int code = ofMnemonic(upper);
    return code >= 0 ? code : NumericForm.parse("TYPE", upper);
  }

  /// The code of a mnemonic as it is written usually, or -1.
  public static int ofMnemonic(String text) {
    return switch (text) {
      case "A" -> A;
      case "NS" -> NS;
      case "CNAME" -> CNAME;
      case "SOA" -> SOA;
      case "NULL" -> NULL;
      case "PTR" -> PTR;
      case "HINFO" -> HINFO;
      case "MX" -> MX;
      case "TXT" -> TXT;
      case "RP" -> RP;
      case "AFSDB" -> AFSDB;
      case "SIG" -> SIG;
      case "KEY" -> KEY;
      case "AAAA" -> AAAA;
      case "LOC" -> LOC;
      case "SRV" -> SRV;
      case "NAPTR" -> NAPTR;
      case "KX" -> KX;
      case "CERT" -> CERT;
      case "DNAME" -> DNAME;
      case "OPT" -> OPT;
      case "APL" -> APL;
      case "DS" -> DS;
      case "SSHFP" -> SSHFP;
      case "IPSECKEY" -> IPSECKEY;
      case "RRSIG" -> RRSIG;
      case "NSEC" -> NSEC;
      case "DNSKEY" -> DNSKEY;
      case "DHCID" -> DHCID;
      case "NSEC3" -> NSEC3;
      case "NSEC3PARAM" -> NSEC3PARAM;
      case "TLSA" -> TLSA;
      case "SMIMEA" -> SMIMEA;
      case "HIP" -> HIP;
      case "CDS" -> CDS;
      case "CDNSKEY" -> CDNSKEY;
      case "OPENPGPKEY" -> OPENPGPKEY;
      case "CSYNC" -> CSYNC;
      case "ZONEMD" -> ZONEMD;
      case "SVCB" -> SVCB;
      case "HTTPS" -> HTTPS;
      case "SPF" -> SPF;
      case "EUI48" -> EUI48;
      case "EUI64" -> EUI64;
      case "TKEY" -> TKEY;
      case "TSIG" -> TSIG;
      case "IXFR" -> IXFR;
      case "AXFR" -> AXFR;
      case "MAILB" -> MAILB;
      case "MAILA" -> MAILA;
      case "ANY" -> ANY;
      case "URI" -> URI;
      case "CAA" -> CAA;
      default -> RareTypes.code(text);
    };
  }
}
