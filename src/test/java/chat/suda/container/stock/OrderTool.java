package chat.suda.container.stock;

import chat.suda.tool.Tool;
import chat.suda.tool.ToolCaller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;

/** Changes the stock, so the user is asked before. */
@ApplicationScoped
public class OrderTool implements Tool {

  @PersistenceContext(unitName = "stock")
  EntityManager entities;

  @Override
  public String name() {
    return "order";
  }

  @Override
  public String description() {
    return "Sets how many of an item are in stock";
  }

  @Override
  @Transactional
  public String call(JsonObject arguments, ToolCaller caller) {
    entities.merge(new StockItem(arguments.getString("item"), arguments.getInt("quantity")));
    return "ordered";
  }
}
