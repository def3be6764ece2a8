package chat.suda.operation;

import jakarta.servlet.ServletContext;

/** The application's own classes. */
final class ApplicationClasses {

  private static final String ROOT = "/WEB-INF/classes/";

  private ApplicationClasses() {}

  /**
   * Loads all classes of the application. Payara Micro deletes its files during shutdown, so that a
   * class first used then cannot be loaded.
   */
  static void load(ServletContext context) throws ClassNotFoundException {
    load(context, ROOT + "chat/suda/");
  }

  private static void load(ServletContext context, String directory) throws ClassNotFoundException {
    for (String path : context.getResourcePaths(directory)) {
      if (path.endsWith("/")) {
        load(context, path);
      } else if (path.endsWith(".class") && !path.endsWith("/package-info.class")) {
        String name = path.substring(ROOT.length(), path.length() - ".class".length());
        Class.forName(name.replace('/', '.'), false, ApplicationClasses.class.getClassLoader());
      }
    }
  }
}
