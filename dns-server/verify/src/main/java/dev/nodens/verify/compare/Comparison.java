package dev.nodens.verify.compare;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What is different between the replies of CoreDNS and of the server under test, as a set of short
/// words ("aspects"): `rcode:NXDOMAIN>NOERROR`, `aa:1>0`, `answer:-A` (missing here), `answer:+A`
/// (only here), `answer.ttl`, `authority.case`, `opt.size`, `truncation:more` ...
public final class Comparison {
  private static final String[] SECTIONS = {"answer", "authority", "additional"};
  private static final String[] FLAGS = {"aa", "tc", "rd", "ra", "z", "ad", "cd"};
  private static final int FIRST_FLAG = 0x0400;

  private final Reply theirs;
  private final Reply ours;
  private final Rules rules;
  private final SortedSet<String> aspects = new TreeSet<>();

  private Comparison(Reply theirs, Reply ours, Rules rules) {
    this.theirs = theirs;
    this.ours = ours;
    this.rules = rules;
  }

  /// The aspects in which `ours` differs from `theirs`; none if both say the same.
  public static SortedSet<String> of(Reply theirs, Reply ours, Rules rules) {
    var comparison = new Comparison(theirs, ours, rules);
    comparison.run();
    return comparison.aspects;
  }

  /// Whether only TTLs differ.
  public static boolean isTtlOnly(Set<String> aspects) {
    return aspects.stream().allMatch(aspect -> aspect.endsWith(".ttl"));
  }

  private void run() {
    if (theirs.kind() != ours.kind()) {
      aspects.add("reply:" + theirs.kind() + ">" + ours.kind());
      return;
    }
    if (theirs.kind() != Reply.Kind.MESSAGE) {
      return;
    }
    change("rcode", theirs.rcode(), ours.rcode());
    change("opcode", theirs.opcode(), ours.opcode());
    if (!theirs.question().equals(ours.question())) {
      boolean sameButForCase = theirs.question().equalsIgnoreCase(ours.question());
      aspects.add(sameButForCase ? "question.case" : "question");
    }
    boolean cut = theirs.truncated() || ours.truncated();
    for (int i = 0; i < FLAGS.length; i++) {
      if (!(cut && FLAGS[i].equals("tc"))) {
        change(FLAGS[i], bit(theirs, i), bit(ours, i));
      }
    }
    compareOpt();
    if (cut) {
      compareCut();
    } else {
      for (int i = 0; i < SECTIONS.length; i++) {
        compareSection(SECTIONS[i], theirs.sections().get(i), ours.sections().get(i));
      }
    }
  }

  private void change(String what, String before, String now) {
    if (!before.equals(now)) {
      aspects.add(what + ":" + before + ">" + now);
    }
  }

  private static String bit(Reply reply, int flag) {
    return (reply.flags() & FIRST_FLAG >> flag) != 0 ? "1" : "0";
  }

  private void compareOpt() {
    change("opt", theirs.opt().isPresent() ? "1" : "0", ours.opt().isPresent() ? "1" : "0");
    if (theirs.opt().isEmpty() || ours.opt().isEmpty()) {
      return;
    }
    Reply.Opt before = theirs.opt().get();
    Reply.Opt now = ours.opt().get();
    if (before.size() != now.size()) {
      aspects.add("opt.size");
    }
    if (before.version() != now.version()) {
      aspects.add("opt.version");
    }
    change("opt.do", before.dnssecOk() ? "1" : "0", now.dnssecOk() ? "1" : "0");
    if (!before.options().equals(now.options())) {
      aspects.add("opt.options");
    }
  }

  /// How much is left of a reply that did not fit depends on compression. More is better, and a
  /// reply that is whole is best.
  private void compareCut() {
    boolean fewer = ours.truncated() && !theirs.truncated();
    boolean more = theirs.truncated() && !ours.truncated();
    for (int i = 0; i < SECTIONS.length; i++) {
      int before = theirs.sections().get(i).size();
      int now = ours.sections().get(i).size();
      fewer |= now < before;
      more |= now > before;
    }
    if (fewer) {
      aspects.add("truncation:fewer");
    } else if (more) {
      aspects.add("truncation:more");
    }
  }

  private void compareSection(String section, List<Rr> before, List<Rr> now) {
    var missing = new ArrayList<>(before);
    var added = new ArrayList<>(now);
    pair(section, missing, added, Rr::isSame, false);
    pair(section, missing, added, Rr::isSameButForCase, true);
    missing.forEach(rr -> aspects.add(section + ":-" + rr.type()));
    added.forEach(rr -> aspects.add(section + ":+" + rr.type()));
    if (rules.ordered() && missing.isEmpty() && added.isEmpty() && !sameOrder(before, now)) {
      aspects.add(section + ".order");
    }
  }

  /// Takes the pairs that `same` finds out of both lists and compares their TTLs.
  private void pair(
      String section,
      List<Rr> missing,
      List<Rr> added,
      BiPredicate<Rr, Rr> same,
      boolean caseDiffers) {
    for (Iterator<Rr> left = missing.iterator(); left.hasNext(); ) {
      Rr before = left.next();
      Rr now = takeFirst(added, rr -> same.test(before, rr));
      if (now == null) {
        continue;
      }
      left.remove();
      if (caseDiffers) {
        aspects.add(section + ".case");
      }
      if (Math.abs(before.ttl() - now.ttl()) > rules.ttlTolerance()) {
        aspects.add(section + ".ttl");
      }
    }
  }

  private static @Nullable Rr takeFirst(List<Rr> records, Predicate<Rr> wanted) {
    for (int i = 0; i < records.size(); i++) {
      if (wanted.test(records.get(i))) {
        return records.remove(i);
      }
    }
    return null;
  }

  private static boolean sameOrder(List<Rr> before, List<Rr> now) {
    for (int i = 0; i < before.size(); i++) {
      if (!before.get(i).isSameButForCase(now.get(i))) {
        return false;
      }
    }
    return true;
  }
}
