package chat.suda.container;

import java.io.File;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The deployments under test are the released artifacts. */
final class Deployments {

  private Deployments() {}

  static WebArchive builtWar() {
    return ShrinkWrap.create(ZipImporter.class, "suda.war")
        .importFrom(new File(System.getProperty("suda.war")))
        .as(WebArchive.class);
  }
}
