package dev.nodens.golang.expr;

/// An expression that has no value for this query.
public final class EvaluationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public EvaluationException(String message) {
    super(message, null, false, false);
  }
}
