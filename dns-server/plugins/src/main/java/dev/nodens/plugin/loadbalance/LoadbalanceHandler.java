package dev.nodens.plugin.loadbalance;

import dev.nodens.core.Exchange;
import dev.nodens.core.Handler;
import dev.nodens.core.Interceptor;
import dev.nodens.core.Outcome;
import dev.nodens.corefile.Cidr;
import dev.nodens.wire.Rcode;
import dev.nodens.wire.RrType;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Orders the records of every NOERROR reply on its way back.
final class LoadbalanceHandler implements Handler, Interceptor {
  private final AddressOrder[] addressesByLoop;
  private final SectionOrder[] sectionsByLoop;
  private final boolean weighted;

  /// @param weights if given, one address is chosen by weight instead of shuffling all
  LoadbalanceHandler(
      RandomGenerator[] randomByLoop, List<Cidr> prefer, @Nullable WeightFile weights) {
    int loops = randomByLoop.length;
    weighted = weights != null;
    addressesByLoop = new AddressOrder[loops];
    sectionsByLoop = new SectionOrder[loops];
    for (int i = 0; i < loops; i++) {
      addressesByLoop[i] = new AddressOrder(randomByLoop[i], prefer, weights);
      sectionsByLoop[i] = new SectionOrder(randomByLoop[i]);
    }
  }

  @Override
  public Outcome serve(Exchange exchange) {
    exchange.intercept(this, null, 0);
    return Outcome.NEXT;
  }

  @Override
  public Outcome onOutcome(Exchange exchange, Outcome outcome) {
    if (outcome == Outcome.ANSWERED
        && exchange.rcode(outcome) == Rcode.NOERROR
        && mayReorder(exchange.query().qtype())) {
      int loop = exchange.loop().index();
      addressesByLoop[loop].apply(exchange.reply(), exchange.cursor());
      if (addressesByLoop[loop].wantsSectionOrder() && !weighted) {
        sectionsByLoop[loop].apply(exchange.reply(), exchange.cursor());
      }
    }
    return outcome;
  }

  private boolean mayReorder(int type) {
    return weighted
        ? type == RrType.A || type == RrType.AAAA || type == RrType.SRV
        : type != RrType.AXFR && type != RrType.IXFR;
  }
}
