package dev.nodens.golang.expr;

import java.util.Locale;

/// What is known of a value before it is there.
public enum Type {
  STRING,
  INT,
  FLOAT,
  BOOL,
  LIST,
  MAP,
  NIL,
  TIME,
  DURATION,
  LOCATION,
  MONTH,
  WEEKDAY,
  /// Known only when it is there.
  ANY;

  boolean isNumber() {
    return this == INT || this == FLOAT || this == ANY;
  }

  boolean may(Type other) {
    return this == other || this == ANY;
  }

  /// As error texts name it.
  @Override
  public String toString() {
    return switch (this) {
      case FLOAT -> "float64";
      case LIST -> "[]interface {}";
      case MAP -> "map[string]interface {}";
      case ANY -> "interface {}";
      case TIME -> "time.Time";
      case DURATION -> "time.Duration";
      case LOCATION -> "*time.Location";
      case MONTH -> "time.Month";
      case WEEKDAY -> "time.Weekday";
      case STRING, INT, BOOL, NIL -> name().toLowerCase(Locale.ROOT);
    };
  }
}
