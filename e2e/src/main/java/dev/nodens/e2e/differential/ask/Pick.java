package dev.nodens.e2e.differential.ask;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Chooses at random among weighted things.
///
/// @param <T> the things
public final class Pick<T> {
  private final List<T> things = new ArrayList<>();
  private final List<Integer> bounds = new ArrayList<>();
  private int total;

  /// Adds `thing`, to be chosen `weight` times as often as a thing of weight 1.
  public Pick<T> add(int weight, T thing) {
    total += weight;
    things.add(thing);
    bounds.add(total);
    return this;
  }

  /// Adds things of weight 1.
  @SafeVarargs
  public final Pick<T> add(T first, T... more) {
    add(1, first);
    for (T thing : more) {
      add(1, thing);
    }
    return this;
  }

  /// One of the things.
  public T next(RandomGenerator random) {
    int number = random.nextInt(total);
    int index = 0;
    while (bounds.get(index) <= number) {
      index++;
    }
    return things.get(index);
  }

  /// One of `things`, all equally likely.
  public static <T> T one(List<T> things, RandomGenerator random) {
    return things.get(random.nextInt(things.size()));
  }
}
