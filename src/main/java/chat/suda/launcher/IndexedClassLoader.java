package chat.suda.launcher;

import fish.payara.micro.boot.loader.OpenURLClassLoader;
import fish.payara.micro.boot.loader.archive.Archive;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.CodeSigner;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * The class loader of the JARs inside {@code suda.jar}. It has an index of the directories in each;
 * Payara Micro's own queries all of its 300 JARs for every class and resource, which took a third
 * of the start.
 */
final class IndexedClassLoader extends OpenURLClassLoader {

  /** Characters of a path that a URL needs not encode. */
  private static final String PLAIN = "[A-Za-z0-9_./$-]*";

  private final List<Jar> jars;

  /** By directory, without a trailing slash: the JARs with entries in it or below. */
  private final Map<String, List<Jar>> directories;

  private record Jar(URL url, JarFile file, CodeSource source) {

    static Jar of(Archive archive) throws IOException {
      URL url = archive.getUrl();
      JarFile file = ((JarURLConnection) url.openConnection()).getJarFile();
      return new Jar(url, file, new CodeSource(url, (CodeSigner[]) null));
    }

    /**
     * @return {@code null} if there is none
     */
    URL find(String path) {
      try {
        return file.getEntry(path) == null ? null : new URL(url, encoded(path));
      } catch (MalformedURLException | URISyntaxException e) {
        return null;
      }
    }

    private static String encoded(String path) throws URISyntaxException {
      return path.matches(PLAIN)
          ? path
          : new URI(null, null, "/" + path, null).toASCIIString().substring(1);
    }
  }

  IndexedClassLoader(List<Archive> archives, ClassLoader parent) throws IOException {
    super(new URL[0], parent);
    List<Jar> all = new ArrayList<>();
    Map<String, List<Jar>> index = new HashMap<>();
    for (Archive archive : archives) {
      Jar jar = Jar.of(archive);
      all.add(jar);
      String last = null;
      for (Archive.Entry entry : archive) {
        String directory = directory(entry.getName());
        if (!directory.equals(last)) {
          last = directory;
          add(jar, directory, index);
        }
      }
    }
    jars = List.copyOf(all);
    directories = index;
  }

  private static void add(Jar jar, String directory, Map<String, List<Jar>> index) {
    String at = directory;
    while (true) {
      List<Jar> have = index.computeIfAbsent(at, key -> new ArrayList<>(1));
      if (!have.isEmpty() && have.get(have.size() - 1) == jar) {
        return;
      }
      have.add(jar);
      if (at.isEmpty()) {
        return;
      }
      at = directory(at);
    }
  }

  private static String directory(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  private List<Jar> candidates(String path) {
    return directories.getOrDefault(directory(path), List.of());
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    String path = name.replace('.', '/') + ".class";
    for (Jar jar : candidates(path)) {
      JarEntry entry = jar.file().getJarEntry(path);
      if (entry != null) {
        try {
          return define(name, jar, entry);
        } catch (IOException e) {
          throw new ClassNotFoundException(name, e);
        }
      }
    }
    return super.findClass(name);
  }

  private Class<?> define(String name, Jar jar, JarEntry entry) throws IOException {
    definePackage(name, jar);
    byte[] bytes;
    try (InputStream in = jar.file().getInputStream(entry)) {
      bytes = in.readAllBytes();
    }
    return defineClass(name, bytes, 0, bytes.length, jar.source());
  }

  private void definePackage(String className, Jar jar) throws IOException {
    String name = className.substring(0, Math.max(0, className.lastIndexOf('.')));
    if (name.isEmpty() || getDefinedPackage(name) != null) {
      return;
    }
    try {
      Manifest manifest = jar.file().getManifest();
      if (manifest == null) {
        definePackage(name, null, null, null, null, null, null, null);
      } else {
        definePackage(name, manifest, jar.url());
      }
    } catch (IllegalArgumentException e) {
      // Another thread was faster.
    }
  }

  @Override
  public URL findResource(String name) {
    for (Jar jar : candidates(name)) {
      URL found = jar.find(name);
      if (found != null) {
        return found;
      }
    }
    return super.findResource(name);
  }

  @Override
  public Enumeration<URL> findResources(String name) throws IOException {
    List<URL> found = new ArrayList<>();
    for (Jar jar : candidates(name)) {
      URL url = jar.find(name);
      if (url != null) {
        found.add(url);
      }
    }
    found.addAll(Collections.list(super.findResources(name)));
    return Collections.enumeration(found);
  }

  @Override
  public URL[] getURLs() {
    return Stream.concat(jars.stream().map(Jar::url), Arrays.stream(super.getURLs()))
        .toArray(URL[]::new);
  }
}
