package dev.nodens.golang.expr;

import java.math.BigDecimal;

/// Numbers with a fraction as Go writes them: the fewest digits that mean the number, with an
/// exponent if it is large or small.
final class GoFloat {
  private GoFloat() {}

  /// @param small exponents below this one are written
  /// @param large exponents from this one on are written
  /// @param digits that an exponent has at least
  static String text(double number, int small, int large, int digits) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    if (Double.isInfinite(number)) {
      return number > 0 ? "+Inf" : "-Inf";
    }
    if (number == 0) {
      return 1 / number < 0 ? "-0" : "0";
    }
    BigDecimal exact = new BigDecimal(Double.toString(number)).stripTrailingZeros();
    int exponent = exact.precision() - exact.scale() - 1;
    if (exponent >= small && exponent < large) {
      return exact.toPlainString();
    }
    String all = exact.unscaledValue().abs().toString();
    String rest = all.length() > 1 ? "." + all.substring(1) : "";
    String power = Integer.toString(Math.abs(exponent));
    return (number < 0 ? "-" : "")
        + all.charAt(0)
        + rest
        + (exponent < 0 ? "e-" : "e+")
        + "0".repeat(Math.max(0, digits - power.length()))
        + power;
  }
}
