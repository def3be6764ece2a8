package chat.suda.limits;

/** Counts per user over all nodes. */
public interface SharedCounts {

  /** For a single node. */
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
   * Counts one more unless the user's limit is reached. May block on a request to Redis.
   *
   * @return whether it was counted
   */
  boolean take(String what, String user, int most);

  /** Never blocks. */
  void giveBack(String what, String user);
}
