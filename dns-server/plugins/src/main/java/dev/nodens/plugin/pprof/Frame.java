package dev.nodens.plugin.pprof;

/// One call on a stack.
///
/// @param function class and method, such as `dev.nodens.core.server.Server.handle`
/// @param file path of the source, such as `dev/nodens/core/server/Server.java`; empty if unknown
/// @param line in the file; 0 if unknown
record Frame(String function, String file, int line) {
  /// What stands in a profile for something that is no call.
  static Frame named(String name) {
    return new Frame(name, "", 0);
  }

  /// A call of a method.
  ///
  /// @param type name of the class, with `.` between packages
  /// @param line 0 or less if unknown
  static Frame of(String type, String method, int line) {
    String plain = plain(type);
    return new Frame(plain + "." + method, file(plain), Math.max(0, line));
  }

  /// Reads what [StackTraceElement#toString] writes:
  /// `java.base/java.lang.Thread.run(Thread.java:1474)`.
  static Frame parse(String text) {
    int open = text.lastIndexOf('(');
    String call = open < 0 ? text : text.substring(0, open);
    int dot = call.lastIndexOf('.');
    String type = plain(dot < 0 ? "" : call.substring(0, dot));
    int colon = text.lastIndexOf(':');
    int line = open >= 0 && colon > open ? number(text, colon + 1) : 0;
    return of(type.substring(type.lastIndexOf('/') + 1), call.substring(dot + 1), line);
  }

  private static int number(String text, int from) {
    int number = 0;
    for (int i = from; i < text.length() && Character.isDigit(text.charAt(i)); i++) {
      number = 10 * number + Character.digit(text.charAt(i), 10);
    }
    return number;
  }

  /// Without the address that the name of a class made at run time ends with: it differs in each
  /// process, and often within one.
  private static String plain(String type) {
    for (String mark : new String[] {"+0x", "/0x", ".0x"}) {
      int at = type.indexOf(mark);
      if (at >= 0) {
        return type.substring(0, at);
      }
    }
    return type;
  }

  /// Where the class stands by the rules of the language; no recording says it.
  private static String file(String type) {
    if (type.isEmpty()) {
      return "";
    }
    int nested = type.indexOf('$', type.lastIndexOf('.') + 2);
    String outer = nested < 0 ? type : type.substring(0, nested);
    return outer.replace('.', '/') + ".java";
  }
}
