package chat.suda.limits;

/** What users have at once on all nodes together. */
public interface SharedCounts {

  /** Of a node that is alone: there are no others. */
  SharedCounts NONE =
      new SharedCounts() {
        @Override
        public boolean take(String what, String user, int most) {
          return true;
        }

        @Override
        public void giveBack(String what, String user) {
          // Nothing was taken.
        }
      };

  /**
   * Counts one more, unless the user has the most already. May ask a server, and wait.
   *
   * @return whether it was counted
   */
  boolean take(String what, String user, int most);

  /** Never blocks. */
  void giveBack(String what, String user);
}
