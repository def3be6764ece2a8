package chat.suda;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which package may call which: what each {@code package-info.java} says. */
@AnalyzeClasses(packages = "chat.suda", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageTableTest {

  private static final String ROOT = "chat.suda.";
  private static final Path SOURCES = Path.of("src/main/java/chat/suda");

  /** The last paragraph: "May call" and names, or "nothing else of Suda". */
  private static final Pattern MAY_CALL =
      Pattern.compile("May call (nothing(?: else)? of Suda|[^/]*?)[.:][\\s/]", Pattern.DOTALL);

  private static final Pattern NAME = Pattern.compile("\\{@code ([a-z.]+)}");

  @ArchTest
  static void packagesCallOnlyWhatTheirPackageInfoAllows(JavaClasses classes) throws IOException {
    Map<String, Set<String>> allowed = new HashMap<>();
    List<String> violations = new ArrayList<>();
    for (JavaClass from : classes) {
      String caller = name(from);
      if (!allowed.containsKey(caller)) {
        allowed.put(caller, readAllowed(caller));
      }
      for (Dependency call : from.getDirectDependenciesFromSelf()) {
        JavaClass target = call.getTargetClass().getBaseComponentType();
        if (target.getPackageName().startsWith(ROOT)
            && !isAllowed(caller, name(target), allowed.get(caller))) {
          violations.add(call.getDescription());
        }
      }
    }
    assertEquals(List.of(), violations);
  }

  private static String name(JavaClass type) {
    return type.getPackageName().substring(ROOT.length());
  }

  /** A name stands for its subpackages, too; a package may call its own. */
  private static boolean isAllowed(String caller, String called, Set<String> allowed) {
    return (called + '.').startsWith(caller + '.')
        || allowed.stream().anyMatch(name -> (called + '.').startsWith(name + '.'));
  }

  private static Set<String> readAllowed(String name) throws IOException {
    Path info = SOURCES.resolve(name.replace('.', '/')).resolve("package-info.java");
    String text = Files.readString(info).replaceAll("\\s*\\n \\*\\s?", " ");
    Matcher sentence = MAY_CALL.matcher(text);
    if (!sentence.find()) {
      throw new IllegalStateException(info + " does not say what it may call");
    }
    Set<String> names = new HashSet<>();
    Matcher one = NAME.matcher(sentence.group(1));
    while (one.find()) {
      names.add(one.group(1));
    }
    return names;
  }

  @ArchTest
  static final ArchRule theCoreKnowsNoServer =
      noClasses()
          .that()
          .resideInAPackage("chat.suda.stream..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("jakarta..", "org.eclipse.microprofile..");
}
