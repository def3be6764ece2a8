package chat.suda.operation;

import chat.suda.database.Migrations;
import jakarta.ejb.Schedule;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;

/** When figures are told, and notices begin and end to hold. */
@Singleton
@TransactionManagement(TransactionManagementType.BEAN)
public class AdministrationTimer {

  @Inject Migrations migrations;
  @Inject NodeFigures figures;
  @Inject NoticeBoard notices;

  @Schedule(hour = "*", minute = "*", second = "*", persistent = false)
  void tick() {
    if (migrations.done()) {
      figures.tick();
      notices.look();
    }
  }
}
