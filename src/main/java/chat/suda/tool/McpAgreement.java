package chat.suda.tool;

/**
 * The result of a session's initialization.
 *
 * @param session its id, or {@code null} if the server has no sessions
 * @param protocol the negotiated version
 */
record McpAgreement(String session, String protocol) {

  /** Before the initialization. */
  static final McpAgreement NONE = new McpAgreement(null, null);
}
