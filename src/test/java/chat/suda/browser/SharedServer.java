package chat.suda.browser;

import chat.suda.upstream.FakeUpstream;

/**
 * One server with a scripted model for all classes of a JVM that neither configure nor end it: a
 * start takes seconds of both cores. Each test is a separate person, by its browser context.
 */
final class SharedServer {

  private static FakeUpstream model;
  private static SudaProcess server;

  private SharedServer() {}

  /** Started at the first call, ended with the JVM. */
  static synchronized SudaProcess get() throws Exception {
    if (server == null) {
      model = ScriptedModel.start();
      server = SudaProcess.start("openai.base-url=" + model.baseUrl(), "openai.model=wordy");
      Runtime.getRuntime().addShutdownHook(new Thread(server::kill));
    }
    return server;
  }

  /** The model that it asks. */
  static synchronized FakeUpstream model() {
    return model;
  }
}
