package chat.suda.rest;

import jakarta.json.spi.JsonProvider;

/** The JSON-P provider, looked up once: {@code Json} searches the class path at every call. */
final class JsonP {

  static final JsonProvider JSON = JsonProvider.provider();

  private JsonP() {}
}
