package chat.suda.container.stock;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The quantity of an item. */
@Entity
@Table(name = "stock_item")
public class StockItem {

  @Id
  @Column(length = 64)
  private String name;

  private int quantity;

  protected StockItem() {}

  StockItem(String name, int quantity) {
    this.name = name;
    this.quantity = quantity;
  }

  int quantity() {
    return quantity;
  }
}
