package chat.suda.config;

import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;

/** Settings without a server. */
public final class TestSettings {

  private TestSettings() {}

  public static Settings of(Map<String, String> values) {
    return new Settings(
        (Config)
            Proxy.newProxyInstance(
                TestSettings.class.getClassLoader(),
                new Class<?>[] {Config.class},
                (proxy, method, arguments) ->
                    method.getName().equals("getPropertyNames")
                        ? values.keySet()
                        : Optional.ofNullable(values.get(arguments[0]))));
  }
}
