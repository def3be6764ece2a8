package chat.suda.rest;

import chat.suda.limits.UsageStore;
import chat.suda.limits.UsageStore.By;
import chat.suda.limits.UsageStore.Total;
import chat.suda.stream.Json;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;

/** Usage statistics, for administrators. */
@Path("admin/usage")
@Produces(MediaType.APPLICATION_JSON)
public class AdminUsageResource {

  private static final List<String> KEYS = List.of("day", "model", "user");
  private static final int USUAL_DAYS = 30;

  @Inject UsageStore usage;

  /**
   * The sums of some UTC days, both ends included.
   *
   * @param from, to ISO 8601; by default the last 30 days
   * @param by {@code day} by default
   */
  @GET
  public String totals(
      @QueryParam("from") String from, @QueryParam("to") String to, @QueryParam("by") String by) {
    String key = by == null ? KEYS.get(0) : by;
    if (!KEYS.contains(key)) {
      throw ApiException.field(400, "by", "field.one-of", String.join(", ", KEYS));
    }
    LocalDate last = day("to", to, LocalDate.now(ZoneOffset.UTC));
    LocalDate first = day("from", from, last.minusDays(USUAL_DAYS - 1));
    if (last.isBefore(first)) {
      throw ApiException.field(400, "to", "field.days");
    }
    List<Total> totals = usage.totals(first, last, By.valueOf(key.toUpperCase(Locale.ROOT)));
    return Json.object()
        .addRaw("items", totals.stream().map(AdminUsageResource::json).toList())
        .add("next", (String) null)
        .end();
  }

  private static LocalDate day(String name, String text, LocalDate otherwise) {
    try {
      if (text == null || JsonFields.isOfFourDigitYear(text)) {
        return text == null ? otherwise : LocalDate.parse(text);
      }
    } catch (DateTimeParseException e) {
      // Years outside the databases' range.
    }
    throw ApiException.field(400, name, "field.day");
  }

  private static String json(Total total) {
    return Json.object()
        .add("key", total.key())
        .add("answers", total.answers())
        .add("failed", total.failed())
        .add("promptTokens", total.promptTokens())
        .add("completionTokens", total.completionTokens())
        .end();
  }
}
