package chat.suda;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package may call which: the table of the design. */
@AnalyzeClasses(packages = "chat.suda", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageTableTest {

  @ArchTest
  static final ArchRule packagesCallOnlyWhatTheirTableAllows =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("launcher")
          .definedBy("chat.suda.launcher..")
          .layer("rest")
          .definedBy("chat.suda.rest..")
          .layer("sse")
          .definedBy("chat.suda.sse..")
          .layer("operation")
          .definedBy("chat.suda.operation..")
          .layer("generation")
          .definedBy("chat.suda.generation..")
          .layer("conversation")
          .definedBy("chat.suda.conversation..")
          .layer("cluster")
          .definedBy("chat.suda.cluster..")
          .layer("session")
          .definedBy("chat.suda.session..")
          .layer("stream")
          .definedBy("chat.suda.stream..")
          .layer("provider")
          .definedBy("chat.suda.provider")
          .layer("openai")
          .definedBy("chat.suda.provider.openai..")
          .layer("demo")
          .definedBy("chat.suda.provider.demo..")
          .layer("identity")
          .definedBy("chat.suda.identity..")
          .layer("tool")
          .definedBy("chat.suda.tool..")
          .layer("limits")
          .definedBy("chat.suda.limits..")
          .layer("database")
          .definedBy("chat.suda.database..")
          .layer("config")
          .definedBy("chat.suda.config..")
          .whereLayer("launcher")
          .mayNotAccessAnyLayer()
          .whereLayer("rest")
          .mayOnlyAccessLayers(
              "generation",
              "conversation",
              "sse",
              "operation",
              "session",
              "stream",
              "provider",
              "openai",
              "demo",
              "identity",
              "tool",
              "limits",
              "config")
          .whereLayer("sse")
          .mayOnlyAccessLayers("session", "stream", "config")
          .whereLayer("operation")
          .mayOnlyAccessLayers(
              "cluster",
              "generation",
              "conversation",
              "session",
              "stream",
              "provider",
              "openai",
              "demo",
              "identity",
              "tool",
              "limits",
              "database",
              "config")
          .whereLayer("generation")
          .mayOnlyAccessLayers(
              "conversation",
              "session",
              "stream",
              "provider",
              "openai",
              "demo",
              "identity",
              "tool",
              "limits",
              "database",
              "config")
          .whereLayer("cluster")
          .mayOnlyAccessLayers(
              "generation", "session", "stream", "provider", "identity", "limits", "config")
          .whereLayer("conversation")
          .mayOnlyAccessLayers("stream", "provider", "database", "config")
          .whereLayer("session")
          .mayOnlyAccessLayers("stream", "limits", "config")
          .whereLayer("stream")
          .mayNotAccessAnyLayer()
          .whereLayer("provider")
          .mayNotAccessAnyLayer()
          .whereLayer("openai")
          .mayOnlyAccessLayers("provider")
          .whereLayer("demo")
          .mayOnlyAccessLayers("provider")
          .whereLayer("identity")
          .mayOnlyAccessLayers("database", "config")
          .whereLayer("tool")
          .mayOnlyAccessLayers("config")
          .whereLayer("limits")
          .mayOnlyAccessLayers("database", "config")
          .whereLayer("database")
          .mayOnlyAccessLayers("config")
          .whereLayer("config")
          .mayNotAccessAnyLayer();

  @ArchTest
  static final ArchRule theCoreKnowsNoServer =
      noClasses()
          .that()
          .resideInAPackage("chat.suda.stream..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta..", "org.eclipse.microprofile..");
}
