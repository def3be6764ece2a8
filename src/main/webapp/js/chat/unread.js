/**
 * Keeps the marks of unread answers for the next load, and the same in all tabs: an answer is read in all of them when
 * one of them opens its conversation.
 */
export function shareUnread(store, storage) {
  const tell = (ids) => {
    store.dispatch({ type: 'unreadTold', ids });
    // Another tab cannot know that it is open here.
    const { id } = store.state.open;
    if (ids.includes(id)) storage.saveUnread([], [id]);
  };
  tell(storage.loadUnread());
  storage.onUnread(tell);
  store.subscribe(({ list: { unread } }, { list: { unread: before } }) => {
    if (unread !== before) storage.saveUnread(without(unread, before), without(before, unread));
  });
}

const without = (ids, others) => ids.filter((id) => !others.includes(id));
