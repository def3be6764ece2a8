package chat.suda.container.stock;

import chat.suda.tool.Tool;
import chat.suda.tool.ToolCaller;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.json.JsonObject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;

/** The worked example of src/docs/tools.md: what is in stock, by JPA. */
@ApplicationScoped
@DataSourceDefinition(
    name = "java:app/jdbc/stock",
    className = "org.h2.jdbcx.JdbcDataSource",
    url = "jdbc:h2:mem:stock;DB_CLOSE_DELAY=-1",
    user = "sa",
    password = "")
public class StockTool implements Tool {

  @PersistenceContext(unitName = "stock")
  EntityManager entities;

  @Override
  public String name() {
    return "stock";
  }

  @Override
  public String description() {
    return "Says how many of an item are in stock";
  }

  @Override
  public String schema() {
    return """
        {"type":"object","properties":{"item":{"type":"string"}},"required":["item"]}""";
  }

  @Override
  public boolean readOnly() {
    return true;
  }

  @Override
  @Transactional
  public String call(JsonObject arguments, ToolCaller caller) {
    String name = arguments.getString("item");
    StockItem item = entities.find(StockItem.class, name);
    if (item == null) {
      throw new IllegalArgumentException("There is no item " + name);
    }
    return item.quantity() + " of " + name + " for " + caller.id();
  }
}
