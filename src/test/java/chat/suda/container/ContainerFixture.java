package chat.suda.container;

import chat.suda.upstream.FakeUpstream;
import chat.suda.upstream.UpstreamScript;
import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** The built WAR in a container, the model server that it asks, and a new user for each test. */
@ExtendWith(ArquillianExtension.class)
@RunAsClient
abstract class ContainerFixture {

  /** The headers of an administrator's call. */
  static final String[] ADMIN = {
    "Authorization", "Bearer " + System.getProperty("test.admin.token")
  };

  static FakeUpstream upstream;

  @ArquillianResource URL base;
  RestClient user;

  @Deployment(testable = false)
  static WebArchive war() {
    return Deployments.builtWar();
  }

  @BeforeAll
  static void startUpstream() {
    upstream = FakeUpstream.start(Integer.getInteger("test.upstream.port"));
  }

  @AfterAll
  static void stopUpstream() {
    upstream.close();
  }

  @BeforeEach
  void newUser() throws Exception {
    upstream.reset();
    user = new RestClient(base.toURI());
  }

  /** Each question is answered by "ok", and each conversation titled. */
  static void answersOk() {
    upstream.onRequest(
        request ->
            request.streams() ? UpstreamScript.answer("ok") : UpstreamScript.completion("title"));
  }
}
