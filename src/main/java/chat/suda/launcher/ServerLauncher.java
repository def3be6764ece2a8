package chat.suda.launcher;

import fish.payara.micro.boot.PayaraMicroBoot;
import fish.payara.micro.boot.PayaraMicroLauncher;
import fish.payara.micro.boot.loader.jar.JarFile;
import java.net.URI;

/** As {@code PayaraMicroLauncher#getBootClass}, with our class loader. */
final class ServerLauncher extends PayaraMicroLauncher {

  private static final String SERVER = "fish.payara.micro.impl.PayaraMicroImpl";

  /** Where the server looks for its contents. */
  private static final String JAR_PROPERTY = "fish.payara.micro.BootJar";

  PayaraMicroBoot load() throws Exception {
    URI jar = PayaraMicroLauncher.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    System.setProperty(JAR_PROPERTY, jar.toString());
    JarFile.registerUrlProtocolHandler();
    ClassLoader loader =
        new IndexedClassLoader(getClassPathArchives(), getClass().getClassLoader());
    Thread.currentThread().setContextClassLoader(loader);
    Class<?> server = loader.loadClass(SERVER);
    PayaraMicroBoot boot = (PayaraMicroBoot) server.getMethod("getInstance").invoke(null);
    registerLaunchedInstance(boot);
    return boot;
  }
}
