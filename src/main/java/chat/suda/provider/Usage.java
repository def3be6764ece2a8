package chat.suda.provider;

/** Tokens as the upstream counted them. */
public record Usage(long promptTokens, long completionTokens, long totalTokens) {}
