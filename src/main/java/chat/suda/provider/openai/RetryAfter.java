package chat.suda.provider.openai;

import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Parses {@code Retry-After} (RFC 9110, section 10.2.3) and OpenAI's header in milliseconds. */
final class RetryAfter {

  private static final double MAX_SECONDS = 365 * 24 * 3600.0;

  private RetryAfter() {}

  /** The delay, or {@code null} if the headers have none. */
  static Duration of(HttpHeaders headers, Instant now) {
    Duration exact = seconds(headers.firstValue("retry-after-ms").orElse(""), 1e-3);
    return exact != null ? exact : of(headers.firstValue("retry-after").orElse(""), now);
  }

  private static Duration of(String value, Instant now) {
    Duration seconds = seconds(value, 1);
    if (seconds != null) {
      return seconds;
    }
    try {
      Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return then.isBefore(now) ? Duration.ZERO : Duration.between(now, then);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Duration seconds(String value, double unit) {
    if (!value.matches("\\d{1,300}(\\.\\d{1,9})?")) {
      return null;
    }
    double seconds = Math.min(Double.parseDouble(value) * unit, MAX_SECONDS);
    return Duration.ofNanos((long) (seconds * 1e9));
  }
}
