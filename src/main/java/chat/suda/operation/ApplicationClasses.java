package chat.suda.operation;

import jakarta.servlet.ServletContext;

/** The application's own classes. */
final class ApplicationClasses {

  private static final String ROOT = "/WEB-INF/classes/";

  private ApplicationClasses() {}

  /**
   * Loads them all. Payara Micro takes the application's files away while it says goodbye, so that
   * a class which is wanted then for the first time is not found any more.
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
