package chat.suda.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import chat.suda.conversation.ConversationExport.ExportFile;
import chat.suda.conversation.Turn.Options;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(StoreFixture.Kind.class)
class ConversationExportTest {

  @Parameter StoreFixture.Kind kind;

  @Test
  void writesTheActiveBranchOrEverything() {
    Owner owner = Owner.of(kind);
    Conversation made = owner.titled("../수다 \"x\"\r\nabout: <it>");
    StartedTurn first = owner.exchange(made, "one", "two");
    owner.end(
        owner.begin(made, new Turn.Regenerate(first.assistantMessage().id(), Options.NONE)),
        "three");
    ConversationExport export = owner.store().export;
    ExportFile markdown = export.exportMarkdown(owner.id(), made.id()).orElseThrow();
    assertEquals("수다-x-about-it.md", markdown.name());
    assertEquals(
        "# ../수다 \"x\" about: <it>\n\n## User\n\none\n\n## Assistant (suda-demo)\n\nthree\n\n",
        markdown.content());
    ExportFile json = export.exportJson(owner.id(), made.id()).orElseThrow();
    assertEquals("수다-x-about-it.json", json.name());
    assertTrue(json.content().startsWith("{\"conversation\":{\"id\":\"" + made.id()));
    assertTrue(json.content().contains("\"content\":\"two\""));
    assertEquals(Optional.empty(), export.exportJson("other", made.id()));
    assertEquals(Optional.empty(), export.exportMarkdown("other", made.id()));
    String untitled = owner.conversation().id();
    assertEquals(
        new ExportFile("conversation.md", ""),
        export.exportMarkdown(owner.id(), untitled).orElseThrow());
  }
}
