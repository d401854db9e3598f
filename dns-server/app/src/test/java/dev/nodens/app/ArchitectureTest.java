package dev.nodens.app;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/// The arrows of the house, within the DNS server.
@AnalyzeClasses(
    packages = "dev.nodens",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
final class ArchitectureTest {
  /// The test kit of `core` comes as a jar when the build packages.
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static final String[] ANYWHERE = {"java..", "javax.net..", "org.jspecify.."};

  @ArchTest
  static final ArchRule wireStandsOnTheJdkAlone =
      classes()
          .that()
          .resideInAPackage("dev.nodens.wire..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(ANYWHERE).or(resideInAPackage("dev.nodens.wire..")));

  @ArchTest
  static final ArchRule corefileStandsOnTheJdkAlone =
      classes()
          .that()
          .resideInAPackage("dev.nodens.corefile..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(ANYWHERE).or(resideInAPackage("dev.nodens.corefile..")));

  @ArchTest
  static final ArchRule coreKnowsNeitherSocketsNorPlugins =
      classes()
          .that()
          .resideInAPackage("dev.nodens.core..")
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(ANYWHERE)
                  .or(
                      resideInAnyPackage(
                          "dev.nodens.core..",
                          "dev.nodens.corefile..",
                          "dev.nodens.wire..",
                          "org.slf4j..")));

  @ArchTest
  static final ArchRule pluginsReachTheOutsideThroughPorts =
      noClasses()
          .that()
          .resideInAPackage("dev.nodens.plugin..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.nodens.netty..",
              "dev.nodens.app..",
              "io.netty..",
              "io.fabric8..",
              "io.micrometer..");

  @ArchTest
  static final ArchRule aPluginNeverImportsAnother =
      slices()
          .matching("dev.nodens.plugin.(*)..")
          .namingSlices("plugin $1")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule nettyKnowsNeitherPluginsNorTheCorefile =
      noClasses()
          .that()
          .resideInAPackage("dev.nodens.netty..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.nodens.plugin..", "dev.nodens.app..", "dev.nodens.corefile..");

  @ArchTest
  static final ArchRule nettyTheLibraryStaysInItsModule =
      noClasses()
          .that(
              not(resideInAPackage("dev.nodens.netty.."))
                  .and(not(resideInAPackage("dev.nodens.app.."))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");

  @ArchTest
  static final ArchRule whatServesDoesNotLoadTheComparison =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.nodens.verify..", "dev.nodens.app..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.nodens.verify..");

  @ArchTest
  static final ArchRule nobodyKnowsTheProgram =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.nodens.app..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.nodens.app..");

  @ArchTest
  static final ArchRule noKubernetesClientLibrary =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.fabric8..", "io.javaoperatorsdk..");

  /// dnsjava reads, transfers and signs zone text, and finds an ACME server; nothing on the way of
  /// a plain query needs it.
  @ArchTest
  static final ArchRule dnsjavaStaysWithZoneText =
      noClasses()
          .that(
              not(
                  resideInAnyPackage(
                      "dev.nodens.plugin.template..",
                      "dev.nodens.plugin.tls.acme..",
                      "dev.nodens.zone..",
                      "dev.nodens.verify..")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.xbill.DNS..");

  @ArchTest
  static final ArchRule acme4jStaysWithAcme =
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.nodens.plugin.tls.acme..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.shredzone.acme4j..", "java.net.http..");

  @ArchTest
  static final ArchRule zonesKnowNoPlugin =
      noClasses()
          .that()
          .resideInAPackage("dev.nodens.zone..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.nodens.plugin..", "dev.nodens.netty..", "dev.nodens.app..");

  @ArchTest
  static final ArchRule packagesHaveADirection =
      slices().matching("dev.nodens.netty.(*)..").should().beFreeOfCycles();
}
